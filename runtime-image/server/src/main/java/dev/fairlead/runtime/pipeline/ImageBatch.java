package dev.fairlead.runtime.pipeline;

import dev.fairlead.runtime.tensor.Buffers;
import dev.fairlead.runtime.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** Images on their way into one run of the model; its memory is used again for the next. */
final class ImageBatch {
  private final ImageInput input;
  private final int size;
  private final ByteBuffer data;
  private final int most;
  private final List<Images> owners = new ArrayList<>();

  /**
   * An empty one.
   *
   * @param size numbers of one image
   * @param most images
   */
  ImageBatch(ImageInput input, int size, int most) {
    this.input = input;
    this.size = size;
    this.most = most;
    data = Buffers.allocate(Math.multiplyExact(most * size, Float.BYTES));
  }

  /** Where the next image goes. */
  FloatBuffer next() {
    return data.asFloatBuffer().position(count() * size);
  }

  /** The next image is there. */
  void add(Images owner) {
    owners.add(owner);
  }

  int count() {
    return owners.size();
  }

  boolean isFull() {
    return count() == most;
  }

  boolean isEmpty() {
    return owners.isEmpty();
  }

  /** For each image the request that it came with. */
  List<Images> owners() {
    return owners;
  }

  /** What the model takes. */
  Tensor tensor() {
    var shape = new ArrayList<>(input.spec().shape());
    shape.set(0, (long) count());
    return new Tensor.Fixed(
        input.spec().name(),
        input.spec().datatype(),
        shape,
        data.slice(0, count() * size * Float.BYTES).order(ByteOrder.nativeOrder()));
  }

  void clear() {
    owners.clear();
  }
}
