package dev.fairlead.runtime.ocr;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** From top to bottom; what begins at almost the same height, from left to right. */
public final class ReadingOrder {
  /** In pixels. */
  private static final int SAME_HEIGHT = 10;

  private ReadingOrder() {}

  /** As PaddleOCR's {@code sorted_boxes}: by height, then neighbours are exchanged. */
  public static List<Quad> of(List<Quad> boxes) {
    var sorted = new ArrayList<>(boxes);
    sorted.sort(
        Comparator.comparingDouble((Quad box) -> box.topLeft().y())
            .thenComparingDouble(box -> box.topLeft().x()));
    for (int i = 1; i < sorted.size(); i++) {
      int at = i;
      while (at > 0 && isBefore(sorted.get(at), sorted.get(at - 1))) {
        Collections.swap(sorted, at, at - 1);
        at--;
      }
    }
    return sorted;
  }

  private static boolean isBefore(Quad box, Quad other) {
    return Math.abs(box.topLeft().y() - other.topLeft().y()) < SAME_HEIGHT
        && box.topLeft().x() < other.topLeft().x();
  }
}
