package dev.fairlead.runtime.ocr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class RectangleTest {
  private static final Offset<Double> NEAR = within(1e-9);

  @Test
  void theSmallestRectangleMayStandStraight() {
    Rectangle rectangle =
        around(new Point(0, 0), new Point(9, 0), new Point(3, 2), new Point(9, 4), new Point(0, 4));

    assertCorners(rectangle, new Point(0, 0), new Point(9, 0), new Point(9, 4), new Point(0, 4));
    assertThat(rectangle.shorterSide()).isCloseTo(4, NEAR);
  }

  @Test
  void theSmallestRectangleMayBeTurned() {
    Rectangle rectangle =
        around(new Point(3, 0), new Point(11, 8), new Point(8, 11), new Point(0, 3));

    assertCorners(rectangle, new Point(3, 0), new Point(11, 8), new Point(8, 11), new Point(0, 3));
    assertThat(rectangle.shorterSide()).isCloseTo(Math.sqrt(18), NEAR);
  }

  @Test
  void pointsOnALineHaveNone() {
    assertThat(Rectangle.around(List.of(new Point(1, 1)))).isEmpty();
    assertThat(Rectangle.around(List.of(new Point(1, 1), new Point(5, 1)))).isEmpty();
    assertThat(Rectangle.around(List.of(new Point(1, 1), new Point(2, 2), new Point(5, 5))))
        .isEmpty();
  }

  /** 10 · 4 · 1.4 / 28 = 2. */
  @Test
  void itGrowsByAreaAndPerimeter() {
    Rectangle rectangle =
        around(new Point(0, 0), new Point(10, 0), new Point(10, 4), new Point(0, 4)).grown(1.4);

    assertCorners(
        rectangle, new Point(-2, -2), new Point(12, -2), new Point(12, 6), new Point(-2, 6));
  }

  /** Sides of 5 · √2: 50 · 1.6 / (20 · √2) = 2 · √2, along both sides of each corner. */
  @Test
  void aTurnedOneGrowsAlongItsOwnSides() {
    Rectangle rectangle =
        around(new Point(5, 0), new Point(10, 5), new Point(5, 10), new Point(0, 5)).grown(1.6);

    assertCorners(
        rectangle, new Point(5, -4), new Point(14, 5), new Point(5, 14), new Point(-4, 5));
  }

  private static Rectangle around(Point... points) {
    return Rectangle.around(List.of(points)).orElseThrow();
  }

  private static void assertCorners(Rectangle rectangle, Point... expected) {
    assertThat(rectangle.corners()).hasSize(4);
    for (Point corner : expected) {
      assertThat(rectangle.corners())
          .anySatisfy(found -> assertThat(found.distance(corner)).isCloseTo(0, NEAR));
    }
  }
}
