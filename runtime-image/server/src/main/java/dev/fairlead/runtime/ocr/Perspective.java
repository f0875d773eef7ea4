package dev.fairlead.runtime.ocr;

/**
 * Where the places of the unit square are when its corners are those of a quadrilateral.
 *
 * @see <a href="https://www.cs.cmu.edu/~ph/texfund/texfund.pdf">Heckbert, 2.2.3</a>
 */
final class Perspective {
  private final Point origin;
  private final double xu;
  private final double xv;
  private final double yu;
  private final double yv;
  private final double u;
  private final double v;

  Perspective(Quad quad) {
    Point a = quad.topLeft();
    Point b = quad.topRight();
    Point c = quad.bottomRight();
    Point d = quad.bottomLeft();
    double rightX = b.x() - c.x();
    double rightY = b.y() - c.y();
    double bottomX = d.x() - c.x();
    double bottomY = d.y() - c.y();
    double restX = a.x() - b.x() + c.x() - d.x();
    double restY = a.y() - b.y() + c.y() - d.y();
    double area = rightX * bottomY - bottomX * rightY;
    origin = a;
    u = (restX * bottomY - bottomX * restY) / area;
    v = (rightX * restY - restX * rightY) / area;
    xu = b.x() - a.x() + u * b.x();
    xv = d.x() - a.x() + v * d.x();
    yu = b.y() - a.y() + u * b.y();
    yv = d.y() - a.y() + v * d.y();
  }

  /** From 0, the left, to 1 and from 0, the top, to 1. */
  Point at(double across, double down) {
    double scale = u * across + v * down + 1;
    return new Point(
        (xu * across + xv * down + origin.x()) / scale,
        (yu * across + yv * down + origin.y()) / scale);
  }
}
