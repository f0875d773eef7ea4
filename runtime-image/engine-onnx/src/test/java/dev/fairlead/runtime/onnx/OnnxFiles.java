package dev.fairlead.runtime.onnx;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The smallest ONNX models, written as the protocol buffers that they are: field numbers from
 * onnx.proto3.
 */
final class OnnxFiles {
  static final int FLOAT = 1;
  static final int INT64 = 7;
  static final int BOOL = 9;

  private OnnxFiles() {}

  /** One node from input {@code x} to output {@code y}, both [-1, 2] of that type. */
  static byte[] unary(String operator, int type) {
    byte[] node = message(string(1, "x"), string(2, "y"), string(4, operator));
    byte[] graph =
        message(
            field(1, node),
            string(2, "g"),
            field(11, value("x", type)),
            field(12, value("y", type)));
    return model(graph);
  }

  /** The same, with weights that no node uses: ONNX Runtime warns of them. */
  static byte[] unused(String operator, int type) {
    byte[] weights = field(5, initializer("unused", new float[][] {{1}}));
    return message(unary(operator, type), field(7, weights));
  }

  /** For each type one node, from {@code xT} to {@code yT} where T is its number; all [-1, 2]. */
  static byte[] identities(int... types) {
    byte[] graph = string(2, "g");
    for (int type : types) {
      byte[] node = message(string(1, "x" + type), string(2, "y" + type), string(4, "Identity"));
      graph =
          message(
              graph,
              field(1, node),
              field(11, value("x" + type, type)),
              field(12, value("y" + type, type)));
    }
    return model(graph);
  }

  /**
   * A row of the table for each token: input_ids [-1, -1] to logits [-1, -1, size of a row], or to
   * the average over the tokens, [-1, size of a row].
   */
  static byte[] table(float[][] rows, boolean average) {
    String last = average ? "rows" : "logits";
    byte[] graph =
        message(
            field(
                1,
                message(
                    string(1, "table"),
                    string(1, "input_ids"),
                    string(2, last),
                    string(4, "Gather"))),
            string(2, "g"),
            field(5, initializer("table", rows)),
            field(11, value("input_ids", INT64, -1, -1)));
    graph =
        average
            ? message(
                graph,
                field(
                    1,
                    message(
                        string(1, "rows"),
                        string(2, "logits"),
                        string(4, "ReduceMean"),
                        field(5, message(string(1, "axes"), number(8, 1), number(20, 7))),
                        field(5, message(string(1, "keepdims"), number(3, 0), number(20, 2))))),
                field(12, value("logits", FLOAT, -1, rows[0].length)))
            : message(graph, field(12, value("logits", FLOAT, -1, -1, rows[0].length)));
    return model(graph);
  }

  /**
   * Adds 1 to x as often as n says, one step after the other, so that it takes as long as is
   * wanted: x [-1, 2] and n [1] to y [-1, 2].
   */
  static byte[] steps() {
    byte[] step =
        message(
            field(1, message(string(1, "before"), string(2, "after"), string(4, "Identity"))),
            field(1, message(string(1, "a"), string(1, "one"), string(2, "b"), string(4, "Add"))),
            string(2, "step"),
            field(5, initializer("one", new float[][] {{1}})),
            field(11, scalar("i", INT64)),
            field(11, scalar("before", BOOL)),
            field(11, typed("a", FLOAT)),
            field(12, scalar("after", BOOL)),
            field(12, typed("b", FLOAT)));
    byte[] loop =
        message(
            string(1, "n"),
            string(1, ""),
            string(1, "x"),
            string(2, "y"),
            string(4, "Loop"),
            field(5, message(string(1, "body"), field(6, step), number(20, 5))));
    return model(
        message(
            field(1, loop),
            string(2, "g"),
            field(11, value("x", FLOAT)),
            field(11, value("n", INT64, 1)),
            field(12, value("y", FLOAT))));
  }

  static byte[] model(byte[] graph) {
    return message(number(1, 8), field(7, graph), field(8, message(string(1, ""), number(2, 13))));
  }

  /**
   * The average of each channel: pixels of that shape, of four dimensions, to logits [first
   * dimension, 3].
   *
   * @param heightAt which dimension is the height; the width is the next
   */
  static byte[] channelMeans(int heightAt, int... shape) {
    return model(
        message(
            string(1, "pixels"),
            string(2, "logits"),
            string(4, "ReduceMean"),
            field(
                5,
                message(
                    string(1, "axes"),
                    number(8, heightAt),
                    number(8, heightAt + 1),
                    number(20, 7))),
            field(5, message(string(1, "keepdims"), number(3, 0), number(20, 2)))),
        value("pixels", FLOAT, shape),
        value("logits", FLOAT, shape[0], 3));
  }

  /** All pixels of [-1, 3, height, width], beside each other: [-1, 3 * height * width]. */
  static byte[] pixels(int height, int width) {
    return model(
        message(string(1, "pixels"), string(2, "logits"), string(4, "Flatten")),
        value("pixels", FLOAT, -1, 3, height, width),
        value("logits", FLOAT, -1, 3 * height * width));
  }

  /** The average of all channels: [-1, 3, -1, -1] to [-1, 1, -1, -1]. */
  static byte[] detector() {
    return model(
        reduction("ReduceMean", 1, 1),
        value("pixels", FLOAT, -1, 3, -1, -1),
        value("map", FLOAT, -1, 1, -1, -1));
  }

  /**
   * The greatest number of each column: [-1, 3, 48, -1] to [-1, 3, -1]. As a reader of text it has
   * three steps, and gives the character whose place is that of the first column that is bright.
   */
  static byte[] recognizer(String characters) {
    return message(
        model(
            reduction("ReduceMax", 2, 0),
            value("pixels", FLOAT, -1, 3, 48, -1),
            value("map", FLOAT, -1, 3, -1)),
        field(14, message(string(1, "character"), string(2, characters))));
  }

  private static byte[] reduction(String operator, int axis, int keeps) {
    return message(
        string(1, "pixels"),
        string(2, "map"),
        string(4, operator),
        field(5, message(string(1, "axes"), number(8, axis), number(20, 7))),
        field(5, message(string(1, "keepdims"), number(3, keeps), number(20, 2))));
  }

  private static byte[] model(byte[] node, byte[] input, byte[] output) {
    byte[] graph = message(field(1, node), string(2, "g"), field(11, input), field(12, output));
    return message(number(1, 8), field(7, graph), field(8, message(string(1, ""), number(2, 13))));
  }

  private static byte[] scalar(String name, int type) {
    return value(name, type, new int[0]);
  }

  /** Of any shape. */
  static byte[] typed(String name, int type) {
    return message(string(1, name), field(2, message(field(1, message(number(1, type))))));
  }

  private static byte[] initializer(String name, float[][] rows) {
    var data = ByteBuffer.allocate(rows.length * rows[0].length * Float.BYTES);
    data.order(ByteOrder.LITTLE_ENDIAN);
    for (float[] row : rows) {
      for (float value : row) {
        data.putFloat(value);
      }
    }
    return message(
        number(1, rows.length),
        number(1, rows[0].length),
        number(2, FLOAT),
        string(8, name),
        field(9, data.array()));
  }

  /** A dimension of -1 may have any size. */
  private static byte[] value(String name, int type, int... shape) {
    byte[] dimensions = {};
    for (int dimension : shape) {
      byte[] size =
          dimension < 0 ? string(2, "n" + dimensions.length) : message(number(1, dimension));
      dimensions = message(dimensions, field(1, size));
    }
    byte[] tensor = message(number(1, type), field(2, dimensions));
    return message(string(1, name), field(2, message(field(1, tensor))));
  }

  private static byte[] value(String name, int type) {
    byte[] free = message(string(2, "n"));
    byte[] two = message(number(1, 2));
    byte[] tensor = message(number(1, type), field(2, message(field(1, free), field(1, two))));
    return message(string(1, name), field(2, message(field(1, tensor))));
  }

  static byte[] message(byte[]... fields) {
    var out = new ByteArrayOutputStream();
    for (byte[] field : fields) {
      out.writeBytes(field);
    }
    return out.toByteArray();
  }

  static byte[] string(int field, String text) {
    return field(field, text.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] field(int field, byte[] content) {
    return message(varint((field << 3) | 2), varint(content.length), content);
  }

  static byte[] number(int field, long value) {
    return message(varint((long) field << 3), varint(value));
  }

  private static byte[] varint(long value) {
    var out = new ByteArrayOutputStream();
    long rest = value;
    while (rest < 0 || rest > 0x7f) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
    return out.toByteArray();
  }
}
