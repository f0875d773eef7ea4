package dev.fairlead.runtime.ocr;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.locationtech.jts.algorithm.MinimumAreaRectangle;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.Polygon;

/**
 * A rectangle that may be turned.
 *
 * @param corners four, one way round
 */
record Rectangle(List<Point> corners) {
  private static final GeometryFactory GEOMETRIES = new GeometryFactory();

  Rectangle {
    corners = List.copyOf(corners);
  }

  /** The one of the smallest area that holds all points; none if they are on one line. */
  static Optional<Rectangle> around(List<Point> points) {
    Coordinate[] coordinates =
        points.stream().map(p -> new Coordinate(p.x(), p.y())).toArray(Coordinate[]::new);
    Geometry least =
        MinimumAreaRectangle.getMinimumRectangle(
            GEOMETRIES.createMultiPointFromCoords(coordinates));
    if (least instanceof Polygon polygon) {
      Coordinate[] ring = polygon.getExteriorRing().getCoordinates();
      // the last one is the first one again
      return Optional.of(
          new Rectangle(Arrays.stream(ring).limit(4).map(c -> new Point(c.x, c.y)).toList()));
    }
    return Optional.empty();
  }

  private double side(int first) {
    return corners.get(first).distance(corners.get(first + 1));
  }

  double shorterSide() {
    return Math.min(side(0), side(1));
  }

  /**
   * With all sides moved outwards by area · ratio / perimeter. It is also the smallest rectangle
   * around the shape with round corners that others compute first: no turned one is smaller.
   */
  Rectangle grown(double ratio) {
    double along = side(0);
    double across = side(1);
    double distance = along * across * ratio / (2 * (along + across));
    Point a = corners.get(0);
    Point b = corners.get(1);
    Point c = corners.get(2);
    Point d = corners.get(3);
    double alongX = (b.x() - a.x()) / along * distance;
    double alongY = (b.y() - a.y()) / along * distance;
    double acrossX = (c.x() - b.x()) / across * distance;
    double acrossY = (c.y() - b.y()) / across * distance;
    return new Rectangle(
        List.of(
            new Point(a.x() - alongX - acrossX, a.y() - alongY - acrossY),
            new Point(b.x() + alongX - acrossX, b.y() + alongY - acrossY),
            new Point(c.x() + alongX + acrossX, c.y() + alongY + acrossY),
            new Point(d.x() - alongX + acrossX, d.y() - alongY + acrossY)));
  }
}
