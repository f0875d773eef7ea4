package dev.fairlead.runtime.ocr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ProbabilityMapTest {
  private static final Offset<Double> NEAR = within(1e-7);

  @Test
  void textGrowsToTheRightAndDown() {
    ProbabilityMap map = map("4000", "0003", "0009");

    assertThat(map.text(0.3f).stream()).containsExactly(0, 1, 4, 5, 11);
  }

  @Test
  void theAverageIsThatOfThePixelsInsideAndOnTheEdge() {
    ProbabilityMap map = map("99999", "91239", "94569", "99999");

    assertThat(mean(map, new Point(1, 1), new Point(3, 1), new Point(3, 2), new Point(1, 2)))
        .isCloseTo(0.35, NEAR);
    assertThat(mean(map, new Point(1, 1), new Point(3.4, 1), new Point(3.4, 2), new Point(1, 2)))
        .isCloseTo(0.35, NEAR);
    assertThat(mean(map, new Point(2, 1), new Point(2, 2), new Point(1, 2), new Point(1, 1)))
        .isCloseTo(0.3, NEAR);
  }

  @Test
  void ofATurnedShapeThePixelsAreFoundRowByRow() {
    ProbabilityMap map = map("919", "234", "959");

    assertThat(mean(map, new Point(1, 0), new Point(2, 1), new Point(1, 2), new Point(0, 1)))
        .isCloseTo(0.3, NEAR);
  }

  @Test
  void whatIsOutsideDoesNotCount() {
    ProbabilityMap map = map("12", "34");

    assertThat(mean(map, new Point(-5, -5), new Point(0, -5), new Point(0, 7), new Point(-5, 7)))
        .isCloseTo(0.2, NEAR);
    assertThat(mean(map, new Point(5, 5), new Point(7, 5), new Point(7, 7), new Point(5, 7)))
        .isEqualTo(0);
  }

  @Test
  void valuesHaveToFillIt() {
    assertThatThrownBy(() -> new ProbabilityMap(2, 2, FloatBuffer.allocate(3)))
        .hasMessage("3 values do not fill 2 × 2 pixels");
  }

  private static double mean(ProbabilityMap map, Point... corners) {
    return map.mean(List.of(corners));
  }

  /** Tenths. */
  private static ProbabilityMap map(String... rows) {
    String digits = String.join("", rows);
    FloatBuffer values = FloatBuffer.allocate(digits.length());
    digits.chars().forEach(digit -> values.put((digit - '0') / 10f));
    return new ProbabilityMap(rows[0].length(), rows.length, values.flip());
  }
}
