package dev.fairlead.runtime.ocr;

import java.util.Comparator;
import java.util.List;

/** The four corners of a line of text; its sides need not be parallel. */
public record Quad(Point topLeft, Point topRight, Point bottomRight, Point bottomLeft) {
  /**
   * Of four corners in any order: the two leftmost ones are the left side, and of each side the
   * upper one is the top.
   */
  static Quad of(List<Point> corners) {
    List<Point> byColumn = corners.stream().sorted(Comparator.comparingDouble(Point::x)).toList();
    List<Point> left = byRow(byColumn.subList(0, 2));
    List<Point> right = byRow(byColumn.subList(2, 4));
    return new Quad(left.getFirst(), right.getFirst(), right.getLast(), left.getLast());
  }

  private static List<Point> byRow(List<Point> side) {
    return side.stream().sorted(Comparator.comparingDouble(Point::y)).toList();
  }

  /** Clockwise from the upper left. */
  public List<Point> corners() {
    return List.of(topLeft, topRight, bottomRight, bottomLeft);
  }

  /** The longer one of top and bottom. */
  double width() {
    return Math.max(topLeft.distance(topRight), bottomLeft.distance(bottomRight));
  }

  /** The longer one of left and right. */
  double height() {
    return Math.max(topLeft.distance(bottomLeft), topRight.distance(bottomRight));
  }

  /** The shorter one of top and left. */
  double shorterSide() {
    return Math.min(topLeft.distance(topRight), topLeft.distance(bottomLeft));
  }
}
