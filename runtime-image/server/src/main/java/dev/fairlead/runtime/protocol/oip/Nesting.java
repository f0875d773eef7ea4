package dev.fairlead.runtime.protocol.oip;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Follows arrays inside arrays: all of one depth must have the same length. */
final class Nesting {
  /** Dimensions of a tensor, at most. */
  static final int DEEPEST = 32;

  private static final int UNKNOWN = -1;

  /** By depth, where the outermost array has 1; {@link #UNKNOWN} until the first one ends. */
  private final int[] lengths = new int[DEEPEST + 2];

  private final int[] counts = new int[DEEPEST + 2];
  private int depth;
  private int deepest;
  private int elementDepth = UNKNOWN;

  Nesting() {
    Arrays.fill(lengths, UNKNOWN);
  }

  boolean isOpen() {
    return depth > 0;
  }

  void open(String tensor) throws BadRequest {
    if (depth == DEEPEST) {
      throw new BadRequest("the data of '%s' is nested too deeply".formatted(tensor));
    }
    if (depth == elementDepth) {
      throw ragged(tensor);
    }
    counts[depth]++;
    depth++;
    deepest = Math.max(deepest, depth);
    counts[depth] = 0;
  }

  void close(String tensor) throws BadRequest {
    if (lengths[depth] != UNKNOWN && lengths[depth] != counts[depth]) {
      throw ragged(tensor);
    }
    lengths[depth] = counts[depth];
    depth--;
  }

  void element(String tensor) throws BadRequest {
    if (depth != deepest || (elementDepth != UNKNOWN && depth != elementDepth)) {
      throw ragged(tensor);
    }
    elementDepth = depth;
    counts[depth]++;
  }

  private static BadRequest ragged(String tensor) {
    return new BadRequest(
        "the arrays in the data of '%s' differ in length or depth: nest them as its shape, or write it flat"
            .formatted(tensor));
  }

  /** Flat data may have any shape; nested data only its own, as far as an empty array shows it. */
  void check(String tensor, List<Long> shape) throws BadRequest {
    if (deepest <= 1) {
      return;
    }
    List<Long> nested = IntStream.rangeClosed(1, deepest).mapToObj(d -> (long) lengths[d]).toList();
    boolean whole = nested.size() == shape.size() || nested.getLast() == 0;
    if (nested.size() > shape.size() || !whole || !shape.subList(0, nested.size()).equals(nested)) {
      throw new BadRequest(
          "the data of '%s' is nested as %s, its shape is %s".formatted(tensor, nested, shape));
    }
  }
}
