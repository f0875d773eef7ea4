package dev.fairlead.runtime.ocr;

import java.nio.FloatBuffer;
import java.util.BitSet;
import java.util.List;

/** What a detector gives for a picture: how sure it is of each pixel that it is text. */
public final class ProbabilityMap {
  /** Corners are computed: they may miss the pixel that they mean by that. */
  private static final double NEAR = 1e-6;

  private final int width;
  private final int height;
  private final FloatBuffer values;

  /**
   * Of values that are not copied.
   *
   * @param values rows from the top, in each row the pixels from the left
   */
  public ProbabilityMap(int width, int height, FloatBuffer values) {
    if (values.limit() < width * height) {
      throw new IllegalArgumentException(
          "%d values do not fill %d × %d pixels".formatted(values.limit(), width, height));
    }
    this.width = width;
    this.height = height;
    this.values = values;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  private float at(int x, int y) {
    return values.get(y * width + x);
  }

  /**
   * The pixels above a threshold, and those to the right of, below, and right below each: what has
   * come apart by a pixel grows together. Bit y · width + x stands for a pixel.
   */
  BitSet text(float threshold) {
    var text = new BitSet(width * height);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        if (at(x, y) > threshold) {
          int right = Math.min(x + 1, width - 1);
          int below = Math.min(y + 1, height - 1);
          text.set(y * width + x, y * width + right + 1);
          text.set(below * width + x, below * width + right + 1);
        }
      }
    }
    return text;
  }

  /** The average over the pixels of a convex shape, its edge included; 0 if it has none. */
  double mean(List<Point> corners) {
    double top = corners.stream().mapToDouble(Point::y).min().orElse(0);
    double bottom = corners.stream().mapToDouble(Point::y).max().orElse(0);
    int last = Math.min(height - 1, (int) Math.floor(bottom + NEAR));
    double sum = 0;
    int count = 0;
    for (int y = Math.max(0, (int) Math.ceil(top - NEAR)); y <= last; y++) {
      double left = Double.POSITIVE_INFINITY;
      double right = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < corners.size(); i++) {
        Point from = corners.get(i);
        Point to = corners.get((i + 1) % corners.size());
        if (crosses(from, to, y)) {
          double x = column(from, to, y);
          left = Math.min(left, x);
          right = Math.max(right, x);
        }
      }
      int end = Math.min(width - 1, (int) Math.floor(right + NEAR));
      for (int x = Math.max(0, (int) Math.ceil(left - NEAR)); x <= end; x++) {
        sum += at(x, y);
        count++;
      }
    }
    return count == 0 ? 0 : sum / count;
  }

  /** What lies along a row does not: its ends belong to other edges too. */
  private static boolean crosses(Point from, Point to, int y) {
    return Math.abs(to.y() - from.y()) > NEAR
        && Math.min(from.y(), to.y()) <= y + NEAR
        && Math.max(from.y(), to.y()) >= y - NEAR;
  }

  private static double column(Point from, Point to, int y) {
    double share = Math.clamp((y - from.y()) / (to.y() - from.y()), 0.0, 1.0);
    return from.x() + share * (to.x() - from.x());
  }
}
