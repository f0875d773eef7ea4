package dev.fairlead.runtime.pipeline;

import dev.fairlead.runtime.tensor.Buffers;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.Tensor;
import dev.fairlead.runtime.tensor.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;

/** Vectors and tensors. */
final class Vectors {
  private Vectors() {}

  /** Shape [vectors, length of each]. */
  static Tensor tensor(String name, List<float[]> vectors, int size) {
    ByteBuffer data = Buffers.allocate(vectors.size() * size * Float.BYTES);
    var floats = data.asFloatBuffer();
    vectors.forEach(floats::put);
    return new Tensor.Fixed(name, Datatype.FP32, List.of((long) vectors.size(), (long) size), data);
  }

  /** Shape [values]. */
  static Tensor column(String name, List<Float> values) {
    ByteBuffer data = Buffers.allocate(values.size() * Float.BYTES);
    values.forEach(data::putFloat);
    return new Tensor.Fixed(name, Datatype.FP32, List.of((long) values.size()), data.flip());
  }

  /** Shape [texts]. */
  static Tensor texts(String name, List<byte[]> texts) {
    return new Tensor.Bytes(name, List.of((long) texts.size()), texts);
  }

  /** Those that the request asked for. */
  static List<Tensor> wanted(List<Tensor> outputs, Request request) {
    return request instanceof Request.Tensors tensors
        ? outputs.stream().filter(output -> tensors.outputs().contains(output.name())).toList()
        : outputs;
  }

  /**
   * The inputs of a model of tokens, shape [texts, length]: ids, a mask of what is no padding, and
   * which of two texts a token belongs to.
   */
  static List<Tensor> tokens(List<TensorSpec> inputs, List<Tokens> texts, int length, long padId) {
    List<Long> shape = List.of((long) texts.size(), (long) length);
    var tensors = new ArrayList<Tensor>();
    for (TensorSpec input : inputs) {
      ByteBuffer data = Buffers.allocate(texts.size() * length * Long.BYTES);
      fill(input.name(), data.asLongBuffer(), texts, length, padId);
      tensors.add(new Tensor.Fixed(input.name(), Datatype.INT64, shape, data));
    }
    return tensors;
  }

  private static void fill(
      String input, LongBuffer data, List<Tokens> texts, int length, long padId) {
    for (Tokens text : texts) {
      int[] ids = text.ids();
      for (int i = 0; i < length; i++) {
        boolean isText = i < ids.length;
        data.put(
            switch (input) {
              case "input_ids" -> isText ? ids[i] : padId;
              case "attention_mask" -> isText ? 1 : 0;
              default -> text.type(i);
            });
      }
    }
  }
}
