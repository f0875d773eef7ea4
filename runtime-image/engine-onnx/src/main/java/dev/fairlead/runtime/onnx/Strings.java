package dev.fairlead.runtime.onnx;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** ONNX Runtime gives strings as arrays of arrays. */
final class Strings {
  private Strings() {}

  static List<byte[]> flat(Object value) {
    var elements = new ArrayList<byte[]>();
    add(value, elements);
    return elements;
  }

  private static void add(Object value, List<byte[]> elements) {
    if (value instanceof Object[] array) {
      for (Object item : array) {
        add(item, elements);
      }
    } else {
      elements.add(value.toString().getBytes(StandardCharsets.UTF_8));
    }
  }
}
