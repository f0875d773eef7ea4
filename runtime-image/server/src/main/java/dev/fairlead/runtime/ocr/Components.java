package dev.fairlead.runtime.ocr;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** Pixels that touch each other, at a corner too, are one component. */
final class Components {
  private static final int NONE = -1;

  private final BitSet rest;
  private final int width;
  private final int height;

  /** For each row the ends of the component that is being found. */
  private final int[] left;

  private final int[] right;

  /** Pixels of it whose neighbours were not looked at. */
  private int[] waiting = new int[256];

  private int count;
  private int start;

  /**
   * Of some pixels; they are taken away one component after the other.
   *
   * @param pixels bit y · width + x stands for a pixel
   */
  Components(BitSet pixels, int width, int height) {
    this.rest = pixels;
    this.width = width;
    this.height = height;
    left = new int[height];
    right = new int[height];
    Arrays.fill(left, width);
    Arrays.fill(right, NONE);
  }

  /**
   * The next one, from the top: the first and the last pixel of each of its rows, which has the
   * convex hull of all.
   */
  Optional<List<Point>> next() {
    start = rest.nextSetBit(start);
    if (start == NONE) {
      start = width * height;
      return Optional.empty();
    }
    int top = start / width;
    int bottom = top;
    take(start);
    while (count > 0) {
      count--;
      int x = waiting[count] % width;
      int y = waiting[count] / width;
      left[y] = Math.min(left[y], x);
      right[y] = Math.max(right[y], x);
      bottom = Math.max(bottom, y);
      takeAround(x, y);
    }
    return Optional.of(ends(top, bottom));
  }

  private void takeAround(int x, int y) {
    for (int row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
      for (int column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
        if (rest.get(row * width + column)) {
          take(row * width + column);
        }
      }
    }
  }

  private void take(int pixel) {
    rest.clear(pixel);
    if (count == waiting.length) {
      waiting = Arrays.copyOf(waiting, 2 * count);
    }
    waiting[count] = pixel;
    count++;
  }

  private List<Point> ends(int top, int bottom) {
    var points = new ArrayList<Point>();
    for (int y = top; y <= bottom; y++) {
      points.add(new Point(left[y], y));
      if (right[y] > left[y]) {
        points.add(new Point(right[y], y));
      }
      left[y] = width;
      right[y] = NONE;
    }
    return points;
  }
}
