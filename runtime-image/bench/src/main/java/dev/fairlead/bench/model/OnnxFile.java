package dev.fairlead.bench.model;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * Small ONNX models, written as the protocol buffers that they are: field numbers of onnx.proto3.
 */
final class OnnxFile {
  private static final int FLOAT = 1;
  private static final int IR_VERSION = 8;
  private static final int OPSET = 13;
  private static final int SEED = 11;

  private OnnxFile() {}

  /** x [-1, inputs] to y [-1, outputs], with one hidden layer and random weights. */
  static byte[] mlp(int inputs, int hidden, int outputs) {
    return model(
        field(1, node("MatMul", "h", "x", "w1")),
        field(1, node("Relu", "r", "h")),
        field(1, node("MatMul", "y", "r", "w2")),
        field(5, weights("w1", inputs, hidden)),
        field(5, weights("w2", hidden, outputs)),
        field(11, value("x", -1, inputs)),
        field(12, value("y", -1, outputs)));
  }

  /**
   * x [-1, 3, size, size] to the average of each channel, y [-1, 3]: much to carry, little to do.
   */
  static byte[] channelMeans(int size) {
    byte[] mean =
        message(
            node("ReduceMean", "y", "x"),
            field(5, message(string(1, "axes"), number(8, 2), number(8, 3), number(20, 7))),
            field(5, message(string(1, "keepdims"), number(3, 0), number(20, 2))));
    return model(
        field(1, mean), field(11, value("x", -1, 3, size, size)), field(12, value("y", -1, 3)));
  }

  private static byte[] model(byte[]... graph) {
    return message(
        number(1, IR_VERSION),
        field(7, message(string(2, "g"), message(graph))),
        field(8, message(string(1, ""), number(2, OPSET))));
  }

  private static byte[] node(String operator, String output, String... inputs) {
    byte[] node = {};
    for (String input : inputs) {
      node = message(node, string(1, input));
    }
    return message(node, string(2, output), string(3, output), string(4, operator));
  }

  private static byte[] weights(String name, int rows, int columns) {
    var random = new Random(SEED);
    var data = ByteBuffer.allocate(rows * columns * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    while (data.hasRemaining()) {
      data.putFloat((float) (random.nextGaussian() / Math.sqrt(rows)));
    }
    return message(
        number(1, rows),
        number(1, columns),
        number(2, FLOAT),
        string(8, name),
        field(9, data.array()));
  }

  /** A dimension of -1 may have any size. */
  private static byte[] value(String name, int... shape) {
    byte[] dimensions = {};
    for (int dimension : shape) {
      byte[] size = dimension < 0 ? string(2, "n") : number(1, dimension);
      dimensions = message(dimensions, field(1, size));
    }
    byte[] tensor = message(number(1, FLOAT), field(2, dimensions));
    return message(string(1, name), field(2, message(field(1, tensor))));
  }

  private static byte[] message(byte[]... fields) {
    var out = new ByteArrayOutputStream();
    for (byte[] field : fields) {
      out.writeBytes(field);
    }
    return out.toByteArray();
  }

  private static byte[] string(int field, String text) {
    return field(field, text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] field(int field, byte[] content) {
    return message(varint((field << 3) | 2), varint(content.length), content);
  }

  private static byte[] number(int field, long value) {
    return message(varint((long) field << 3), varint(value));
  }

  private static byte[] varint(long value) {
    var out = new ByteArrayOutputStream();
    long rest = value;
    while (rest > 0x7f) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
    return out.toByteArray();
  }
}
