package dev.fairlead.runtime.compare;

import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.Halves;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.DoubleStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the answers of this server and of others of its kind: the Open Inference Protocol's with
 * and without binary data, and OpenAI's embeddings.
 */
public final class AnswerReader {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final ByteBuffer binary;

  private AnswerReader(ByteBuffer binary) {
    this.binary = binary;
  }

  /**
   * The outputs in their order.
   *
   * @param body JSON, and binary data behind it
   * @param head how many of the bytes are JSON
   * @throws RuntimeException if it is no such answer
   */
  public static List<Output> read(byte[] body, int head) {
    JsonNode answer = MAPPER.readTree(body, 0, head);
    if (answer.path("outputs").isArray()) {
      var binary = ByteBuffer.wrap(body, head, body.length - head).slice();
      var reader = new AnswerReader(binary.order(ByteOrder.LITTLE_ENDIAN));
      List<Output> outputs = new ArrayList<>();
      for (JsonNode output : answer.path("outputs")) {
        outputs.add(reader.output(output));
      }
      return List.copyOf(outputs);
    }
    if (answer.path("data").isArray()) {
      return List.of(embeddings(answer.path("data")));
    }
    throw new IllegalArgumentException("neither outputs nor data are in the answer");
  }

  private Output output(JsonNode output) {
    var numbers = DoubleStream.builder();
    List<String> texts = new ArrayList<>();
    JsonNode size = output.path("parameters").path("binary_data_size");
    if (size.isNumber()) {
      ByteBuffer part = binary.slice(binary.position(), size.intValue());
      binary.position(binary.position() + size.intValue());
      Datatype datatype = Datatype.valueOf(output.path("datatype").stringValue());
      binary(part.order(ByteOrder.LITTLE_ENDIAN), datatype, numbers, texts);
    } else {
      json(output.path("data"), numbers, texts);
    }
    List<Long> shape = new ArrayList<>();
    for (JsonNode dimension : output.path("shape")) {
      shape.add(dimension.longValue());
    }
    return new Output(output.path("name").stringValue(), shape, wrapped(numbers), texts);
  }

  /** Nested or flat. */
  private static void json(JsonNode data, DoubleStream.Builder numbers, List<String> texts) {
    if (data.isArray()) {
      for (JsonNode element : data) {
        json(element, numbers, texts);
      }
    } else if (data.isBoolean()) {
      numbers.accept(data.booleanValue() ? 1 : 0);
    } else if (data.isNumber()) {
      numbers.accept(data.doubleValue());
    } else {
      texts.add(data.stringValue());
    }
  }

  private static void binary(
      ByteBuffer part, Datatype datatype, DoubleStream.Builder numbers, List<String> texts) {
    while (part.hasRemaining()) {
      if (datatype == Datatype.BYTES) {
        byte[] text = new byte[part.getInt()];
        part.get(text);
        texts.add(new String(text, StandardCharsets.UTF_8));
      } else {
        numbers.accept(number(part, datatype));
      }
    }
  }

  private static double number(ByteBuffer data, Datatype datatype) {
    return switch (datatype) {
      case BOOL, INT8 -> data.get();
      case UINT8 -> Byte.toUnsignedInt(data.get());
      case INT16 -> data.getShort();
      case UINT16 -> Short.toUnsignedInt(data.getShort());
      case INT32 -> data.getInt();
      case UINT32 -> (double) Integer.toUnsignedLong(data.getInt());
      case INT64, UINT64 -> (double) data.getLong();
      case FP16 -> Float.float16ToFloat(data.getShort());
      case BF16 -> Halves.bf16ToFloat(data.getShort());
      case FP32 -> data.getFloat();
      case FP64 -> data.getDouble();
      case BYTES -> throw new IllegalStateException("strings are no numbers");
    };
  }

  private static Output embeddings(JsonNode data) {
    var numbers = DoubleStream.builder();
    for (JsonNode element : data) {
      JsonNode embedding = element.path("embedding");
      if (embedding.isString()) {
        byte[] floats = Base64.getDecoder().decode(embedding.stringValue());
        binary(
            ByteBuffer.wrap(floats).order(ByteOrder.LITTLE_ENDIAN),
            Datatype.FP32,
            numbers,
            new ArrayList<>());
      } else {
        json(embedding, numbers, new ArrayList<>());
      }
    }
    DoubleBuffer all = wrapped(numbers);
    long rows = data.size();
    return new Output(
        Output.EMBEDDING, List.of(rows, rows == 0 ? 0 : all.remaining() / rows), all, List.of());
  }

  private static DoubleBuffer wrapped(DoubleStream.Builder numbers) {
    return DoubleBuffer.wrap(numbers.build().toArray());
  }
}
