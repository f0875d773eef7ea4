package dev.fairlead.runtime.ocr;

/** A place in a picture or a map: in pixels, from the upper left corner to the right and down. */
public record Point(double x, double y) {
  /** How far away another one is. */
  double distance(Point other) {
    return Math.hypot(other.x - x, other.y - y);
  }
}
