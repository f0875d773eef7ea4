package dev.fairlead.runtime.ocr;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

class TextBoxesTest {
  private static final int WIDTH = 40;
  private static final int HEIGHT = 20;

  /**
   * Columns 10 to 26 and rows 6 to 12, with those that they grow by: 16 · 6 · 1.6 / 44 = 3.49 are
   * added on each side, and the picture is twice as large.
   */
  @Test
  void aBoxIsGrownAndPlacedInThePicture() {
    var map = new float[WIDTH * HEIGHT];
    fill(map, WIDTH, 10, 6, 16, 6, 1);

    assertThat(TextBoxes.find(map(map, WIDTH), 2 * WIDTH, 2 * HEIGHT))
        .containsExactly(
            new Quad(new Point(13, 5), new Point(59, 5), new Point(59, 31), new Point(13, 31)));
  }

  @Test
  void aBoxEndsWithThePicture() {
    var map = new float[WIDTH * HEIGHT];
    fill(map, WIDTH, 0, 0, WIDTH, HEIGHT, 1);

    assertThat(TextBoxes.find(map(map, WIDTH), WIDTH, HEIGHT))
        .containsExactly(
            new Quad(new Point(0, 0), new Point(39, 0), new Point(39, 19), new Point(0, 19)));
  }

  /** With those that a block grows by, 96 of 119 pixels have the value. */
  @Test
  void whatIsNotSureOnTheAverageIsNoText() {
    var map = new float[WIDTH * HEIGHT];
    fill(map, WIDTH, 10, 6, 16, 6, 0.61f);
    assertThat(TextBoxes.find(map(map, WIDTH), WIDTH, HEIGHT)).isEmpty();

    fill(map, WIDTH, 10, 6, 16, 6, 0.63f);
    assertThat(TextBoxes.find(map(map, WIDTH), WIDTH, HEIGHT)).hasSize(1);
  }

  @Test
  void whatIsTooThinIsNoText() {
    var map = new float[WIDTH * HEIGHT];
    fill(map, WIDTH, 5, 5, 30, 2, 1);
    fill(map, WIDTH, 5, 15, 1, 1, 1);

    assertThat(TextBoxes.find(map(map, WIDTH), WIDTH, HEIGHT)).isEmpty();
  }

  @Test
  void noPictureHasMoreThanAThousandLines() {
    int size = 250;
    var map = new float[size * size];
    for (int y = 0; y < 35; y++) {
      for (int x = 0; x < 35; x++) {
        fill(map, size, 7 * x, 7 * y, 4, 4, 1);
      }
    }

    assertThat(TextBoxes.find(map(map, size), size, size)).hasSize(TextBoxes.MOST);
  }

  private static void fill(float[] map, int width, int x, int y, int wide, int high, float value) {
    for (int row = y; row < y + high; row++) {
      for (int column = x; column < x + wide; column++) {
        map[row * width + column] = value;
      }
    }
  }

  private static ProbabilityMap map(float[] values, int width) {
    return new ProbabilityMap(width, values.length / width, FloatBuffer.wrap(values));
  }
}
