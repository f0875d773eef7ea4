package dev.fairlead.runtime.ocr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fairlead.runtime.image.Picture;
import org.junit.jupiter.api.Test;

class CropTest {
  /** In every pixel its column · 10 + its row, and 1 and 2 more. */
  private static final Picture PICTURE = picture(20, 12);

  @Test
  void whatStandsStraightIsCopied() {
    var crop = new Crop(rectangle(2, 1, 8, 5));
    Picture part = crop.from(PICTURE);

    assertThat(crop.width()).isEqualTo(6);
    assertThat(crop.height()).isEqualTo(4);
    assertThat(part.width()).isEqualTo(6);
    assertThat(part.height()).isEqualTo(4);
    for (int y = 0; y < 4; y++) {
      for (int x = 0; x < 6; x++) {
        assertThat(part.value(x, y, 0)).isEqualTo((x + 2) * 10 + y + 1);
        assertThat(part.value(x, y, 2)).isEqualTo((x + 2) * 10 + y + 1 + 2);
      }
    }
  }

  /** Its right side, of columns 5 to 2, becomes its top. */
  @Test
  void whatIsHighIsTurned() {
    var crop = new Crop(rectangle(2, 1, 6, 9));
    Picture part = crop.from(PICTURE);

    assertThat(part.width()).isEqualTo(8).isEqualTo(crop.width());
    assertThat(part.height()).isEqualTo(4).isEqualTo(crop.height());
    for (int y = 0; y < 4; y++) {
      for (int x = 0; x < 8; x++) {
        assertThat(part.value(x, y, 1)).isEqualTo((5 - y) * 10 + x + 1 + 1);
      }
    }
  }

  /** Halfway from 51 to 61: there the curve has the same on both sides. */
  @Test
  void betweenPixelsColoursAreBetween() {
    var quad = new Quad(new Point(5.5, 1), new Point(9.5, 1), new Point(9.5, 5), new Point(5.5, 5));
    Picture part = new Crop(quad).from(PICTURE);

    assertThat(part.value(0, 0, 0)).isEqualTo(56);
    assertThat(part.value(3, 2, 0)).isEqualTo(88);
  }

  /** The middle of the square is where the diagonals of a trapezium meet. */
  @Test
  void linesThatMeetFarAwayBecomeParallel() {
    var place =
        new Perspective(
            new Quad(new Point(0, 0), new Point(8, 0), new Point(6, 4), new Point(2, 4)));

    assertThat(place.at(0, 0).distance(new Point(0, 0))).isCloseTo(0, within(1e-9));
    assertThat(place.at(1, 0).distance(new Point(8, 0))).isCloseTo(0, within(1e-9));
    assertThat(place.at(1, 1).distance(new Point(6, 4))).isCloseTo(0, within(1e-9));
    assertThat(place.at(0, 1).distance(new Point(2, 4))).isCloseTo(0, within(1e-9));
    assertThat(place.at(0.5, 0.5).distance(new Point(4, 8.0 / 3))).isCloseTo(0, within(1e-9));
  }

  @Test
  void hugeLettersAreMadeSmaller() {
    var crop = new Crop(rectangle(0, 0, 1_500, 400));

    assertThat(crop.height()).isEqualTo(192);
    assertThat(crop.width()).isEqualTo(720);
    assertThat(crop.from(PICTURE).width()).isEqualTo(720);
  }

  @Test
  void whatHasNoAreaDoesNoHarm() {
    var line = new Quad(new Point(1, 1), new Point(9, 9), new Point(9, 9), new Point(1, 1));

    assertThat(new Crop(line).from(PICTURE).height()).isPositive();
  }

  private static Quad rectangle(int left, int top, int right, int bottom) {
    return new Quad(
        new Point(left, top),
        new Point(right, top),
        new Point(right, bottom),
        new Point(left, bottom));
  }

  private static Picture picture(int width, int height) {
    var data = new byte[width * height * 3];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int channel = 0; channel < 3; channel++) {
          data[(y * width + x) * 3 + channel] = (byte) (x * 10 + y + channel);
        }
      }
    }
    return new Picture(width, height, 3, data);
  }
}
