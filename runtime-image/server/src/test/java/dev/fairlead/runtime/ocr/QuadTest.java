package dev.fairlead.runtime.ocr;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class QuadTest {
  @Test
  void cornersGetTheirPlaces() {
    var topLeft = new Point(2, 3);
    var topRight = new Point(40, 1);
    var bottomRight = new Point(41, 11);
    var bottomLeft = new Point(3, 13);
    var quad = new Quad(topLeft, topRight, bottomRight, bottomLeft);

    assertThat(Quad.of(List.of(topLeft, topRight, bottomRight, bottomLeft))).isEqualTo(quad);
    assertThat(Quad.of(List.of(bottomRight, bottomLeft, topLeft, topRight))).isEqualTo(quad);
    assertThat(Quad.of(List.of(bottomLeft, bottomRight, topRight, topLeft))).isEqualTo(quad);
  }

  @Test
  void ofEachPairOfSidesTheLongerOneCounts() {
    var quad = new Quad(new Point(0, 0), new Point(6, 0), new Point(8, 6), new Point(0, 10));

    assertThat(quad.width()).isEqualTo(Math.hypot(8, 4));
    assertThat(quad.height()).isEqualTo(10);
    assertThat(quad.shorterSide()).isEqualTo(6);
  }

  @Test
  void linesAreReadFromTopToBottomAndFromLeftToRight() {
    Quad right = at(100, 12);
    Quad left = at(10, 15);
    Quad middle = at(50, 18);
    Quad below = at(5, 40);

    assertThat(ReadingOrder.of(List.of(below, middle, right, left)))
        .containsExactly(left, middle, right, below);
  }

  /** 12 and 22 are no longer at the same height. */
  @Test
  void whatBeginsTenPixelsLowerComesAfter() {
    Quad right = at(100, 12);
    Quad left = at(10, 22);

    assertThat(ReadingOrder.of(List.of(left, right))).containsExactly(right, left);
  }

  private static Quad at(int x, int y) {
    return new Quad(
        new Point(x, y), new Point(x + 20, y), new Point(x + 20, y + 8), new Point(x, y + 8));
  }
}
