package dev.fairlead.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TallyTest {
  private static final long MILLI = 1_000_000;

  private final Tally tally = new Tally();

  @Test
  void whatWasAnsweredTooLateIsNoGood() {
    tally.answered(200, 0, 900 * MILLI);
    tally.answered(200, 0, 1_000 * MILLI);
    tally.answered(200, 0, 1_001 * MILLI);

    Flood flood = tally.of(2);

    assertThat(flood.goodPerSecond(Duration.ofSeconds(1))).isEqualTo(1);
    assertThat(flood.millis(100)).isEqualTo(1_001);
  }

  @Test
  void allThatWasDueIsCountedOnce() {
    tally.answered(200, MILLI, 5 * MILLI);
    tally.answered(429, 2 * MILLI, MILLI);
    tally.answered(429, 3 * MILLI, MILLI);
    tally.answered(504, 4 * MILLI, MILLI);
    tally.broke(9 * MILLI);
    tally.unsent();

    Flood flood = tally.of(1);

    assertThat(flood.due()).isEqualTo(6);
    assertThat(flood.sentPerSecond()).isEqualTo(5);
    assertThat(flood.refused()).containsOnly(entry(429, 2), entry(504, 1));
    assertThat(flood.broken()).isEqualTo(1);
    assertThat(flood.unsent()).isEqualTo(1);
    assertThat(flood.millis(99)).isEqualTo(5);
    assertThat(flood.lagMillis(50)).isEqualTo(3);
  }

  private static Map.Entry<Integer, Long> entry(int status, long count) {
    return Map.entry(status, count);
  }
}
