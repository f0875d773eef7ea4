package dev.fairlead.runtime.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
  private final Pace pace = new Pace(2);

  @Test
  void nothingIsKnownBeforeTheFirstRun() {
    assertThat(pace.until(1_000)).isZero();
  }

  @Test
  void allWorkersShareWhatWaits() {
    pace.ran(10, 1_000_000);

    assertThat(pace.until(100)).isEqualTo(Duration.ofMillis(5));
  }

  @Test
  void itFollowsWhatChanges() {
    pace.ran(1, 1_000_000);
    for (int i = 0; i < 100; i++) {
      pace.ran(1, 3_000_000);
    }

    assertThat(pace.until(2)).isBetween(Duration.ofNanos(2_990_000), Duration.ofMillis(3));
  }
}
