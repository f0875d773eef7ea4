package dev.fairlead.runtime.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Beside this, ClientsIT compares all filters with Pillow's own results. */
class ResizerTest {
  private static final int SIDE = 23;

  @Test
  void aPixelIsMadeOfAllThatFallIntoIt() {
    // weights 3 3 1 and 1 3 3, of 7: 71.4 and 209.3
    assertThat(values(new Picture(4, 1, 1, bytes(0, 100, 200, 255)), 2, 1, Resampling.BILINEAR))
        .containsExactly(71, 209);
    assertThat(values(new Picture(1, 4, 1, bytes(0, 100, 200, 255)), 1, 2, Resampling.BILINEAR))
        .containsExactly(71, 209);
    assertThat(values(new Picture(4, 1, 1, bytes(0, 100, 200, 255)), 2, 1, Resampling.BOX))
        .containsExactly(50, 228);
    assertThat(values(new Picture(4, 1, 1, bytes(0, 100, 200, 255)), 2, 1, Resampling.NEAREST))
        .containsExactly(100, 255);
  }

  @Test
  void whatOvershootsIsCutOffAtTheEndsOfAByte() {
    int[] edge = values(new Picture(2, 1, 1, bytes(0, 255)), 8, 1, Resampling.LANCZOS);

    assertThat(edge[0]).isZero();
    assertThat(edge[7]).isEqualTo(255);
    assertThat(edge).isSorted();
  }

  @ParameterizedTest
  @EnumSource(Resampling.class)
  void ofTheSameSizeItIsTheSamePicture(Resampling filter) {
    Picture picture = noise(SIDE, SIDE);

    assertThat(whole(picture, SIDE, SIDE, filter).data()).isEqualTo(picture.data());
  }

  @ParameterizedTest
  @EnumSource(Resampling.class)
  void whatHasOneColourKeepsIt(Resampling filter) {
    var data = new byte[3 * 5 * 7];
    Arrays.fill(data, (byte) 200);

    assertThat(whole(new Picture(5, 7, 3, data), 11, 3, filter).data()).containsOnly((byte) 200);
  }

  @ParameterizedTest
  @EnumSource(Resampling.class)
  void aPartIsThatPartOfTheWhole(Resampling filter) {
    Picture picture = noise(SIDE, SIDE + 8);
    Picture whole = whole(picture, 40, 9, filter);
    Picture part = Resizer.resize(picture, 40, 9, new Region(13, 2, 17, 5), filter);

    for (int y = 0; y < 5; y++) {
      for (int x = 0; x < 17; x++) {
        for (int channel = 0; channel < 3; channel++) {
          assertThat(part.value(x, y, channel)).isEqualTo(whole.value(x + 13, y + 2, channel));
        }
      }
    }
  }

  private static Picture whole(Picture picture, int width, int height, Resampling filter) {
    return Resizer.resize(picture, width, height, new Region(0, 0, width, height), filter);
  }

  private static int[] values(Picture picture, int width, int height, Resampling filter) {
    byte[] data = whole(picture, width, height, filter).data();
    var values = new int[data.length];
    for (int i = 0; i < data.length; i++) {
      values[i] = data[i] & 0xff;
    }
    return values;
  }

  private static Picture noise(int width, int height) {
    var data = new byte[width * height * 3];
    new Random(1).nextBytes(data);
    return new Picture(width, height, 3, data);
  }

  private static byte[] bytes(int... values) {
    var bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
