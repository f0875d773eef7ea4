package dev.fairlead.runtime.ocr;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComponentsTest {
  @Test
  void pixelsThatTouchAtACornerAreOneComponent() {
    Components components =
        components(
            "x..xx...", //
            ".x......",
            "..x..xx.",
            ".....xx.",
            "x......x");

    assertThat(components.next().orElseThrow())
        .containsExactly(new Point(0, 0), new Point(1, 1), new Point(2, 2));
    assertThat(components.next().orElseThrow()).containsExactly(new Point(3, 0), new Point(4, 0));
    assertThat(components.next().orElseThrow())
        .containsExactly(
            new Point(5, 2), new Point(6, 2), new Point(5, 3), new Point(6, 3), new Point(7, 4));
    assertThat(components.next().orElseThrow()).containsExactly(new Point(0, 4));
    assertThat(components.next()).isEmpty();
    assertThat(components.next()).isEmpty();
  }

  @Test
  void ofEachRowTheEndsAreKept() {
    Components components =
        components(
            "xxxxx", //
            "x...x", "xx.xx");

    assertThat(components.next().orElseThrow())
        .containsExactly(
            new Point(0, 0),
            new Point(4, 0),
            new Point(0, 1),
            new Point(4, 1),
            new Point(0, 2),
            new Point(4, 2));
    assertThat(components.next()).isEmpty();
  }

  @Test
  void aComponentMayFillAllThereIs() {
    var all = new BitSet();
    all.set(0, 300 * 200);

    List<Point> ends = new Components(all, 300, 200).next().orElseThrow();

    assertThat(ends).hasSize(400).contains(new Point(0, 199), new Point(299, 199));
  }

  private static Components components(String... rows) {
    int width = rows[0].length();
    var pixels = new BitSet();
    for (int y = 0; y < rows.length; y++) {
      for (int x = 0; x < width; x++) {
        pixels.set(y * width + x, rows[y].charAt(x) == 'x');
      }
    }
    return new Components(pixels, width, rows.length);
  }
}
