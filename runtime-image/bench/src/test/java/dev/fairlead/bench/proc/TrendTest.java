package dev.fairlead.bench.proc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.LongToDoubleFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TrendTest {
  /** A sample each 10,000 requests. */
  private static List<Sample> samples(LongToDoubleFunction rss) {
    return LongStream.range(0, 100)
        .mapToObj(i -> new Sample(i * 10_000, rss.applyAsDouble(i)))
        .toList();
  }

  @Test
  void aLeakIsSeenForWhatItIs() {
    assertThat(Trend.mibPerMillion(samples(i -> 150 + i * 0.05))).isCloseTo(5, within(1e-9));
  }

  @Test
  void whatWaversDoesNotGrow() {
    assertThat(Trend.mibPerMillion(samples(i -> i % 2 == 0 ? 150 : 152))).isCloseTo(0, within(0.5));
  }

  @Test
  void theBeginningDoesNotCount() {
    assertThat(Trend.mibPerMillion(samples(i -> Math.min(150, 100 + i * 2))))
        .isCloseTo(0, within(1e-9));
  }

  @Test
  void onePointHasNoSlope() {
    assertThat(Trend.mibPerMillion(List.of(new Sample(1, 100)))).isNaN();
    assertThat(Trend.mibPerMillion(List.of())).isNaN();
  }
}
