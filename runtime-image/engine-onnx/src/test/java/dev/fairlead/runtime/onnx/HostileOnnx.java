package dev.fairlead.runtime.onnx;

import static dev.fairlead.runtime.onnx.OnnxFiles.FLOAT;
import static dev.fairlead.runtime.onnx.OnnxFiles.INT64;
import static dev.fairlead.runtime.onnx.OnnxFiles.field;
import static dev.fairlead.runtime.onnx.OnnxFiles.message;
import static dev.fairlead.runtime.onnx.OnnxFiles.model;
import static dev.fairlead.runtime.onnx.OnnxFiles.number;
import static dev.fairlead.runtime.onnx.OnnxFiles.string;
import static dev.fairlead.runtime.onnx.OnnxFiles.typed;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Files that no tool writes. */
final class HostileOnnx {
  private HostileOnnx() {}

  /** Gives x back, whose shape is as claimed. */
  static byte[] input(long... shape) {
    byte[] tensor = message(number(1, FLOAT), field(2, dimensions(shape)));
    byte[] x = message(string(1, "x"), field(2, message(field(1, tensor))));
    return model(
        message(
            node("Identity", "y", "x"),
            string(2, "g"),
            field(11, x),
            field(12, typed("y", FLOAT))));
  }

  private static byte[] dimensions(long... shape) {
    byte[] dimensions = {};
    for (long size : shape) {
      dimensions = message(dimensions, field(1, message(number(1, size))));
    }
    return dimensions;
  }

  /** x + w, where w has two numbers and claims the shape. */
  static byte[] weights(long... shape) {
    return sum(field(9, new byte[2 * Float.BYTES]), shape);
  }

  /** x + w, where the two numbers of w are in that file. */
  static byte[] external(String location) {
    byte[] entry = message(string(1, "location"), string(2, location));
    return sum(message(field(13, entry), number(14, 1)), 1, 2);
  }

  private static byte[] sum(byte[] data, long... shape) {
    byte[] tensor = message(number(2, FLOAT), string(8, "w"), data);
    for (long size : shape) {
      tensor = message(number(1, size), tensor);
    }
    return model(
        message(
            node("Add", "y", "x", "w"),
            string(2, "g"),
            field(5, tensor),
            field(11, typed("x", FLOAT)),
            field(12, typed("y", FLOAT))));
  }

  /** x + zeros, as many of them as is said. */
  static byte[] zeros(long size) {
    byte[] data =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(size).array();
    byte[] shape = message(number(1, 1), number(2, INT64), string(8, "shape"), field(9, data));
    return model(
        message(
            node("ConstantOfShape", "zeros", "shape"),
            node("Add", "y", "x", "zeros"),
            string(2, "g"),
            field(5, shape),
            field(11, typed("x", FLOAT)),
            field(12, typed("y", FLOAT))));
  }

  private static byte[] node(String operator, String output, String... inputs) {
    byte[] node = message(string(2, output), string(4, operator));
    for (int i = inputs.length - 1; i >= 0; i--) {
      node = message(string(1, inputs[i]), node);
    }
    return field(1, node);
  }
}
