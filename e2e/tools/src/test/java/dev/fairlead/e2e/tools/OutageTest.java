package dev.fairlead.e2e.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Figures of faults are what this says. */
class OutageTest {
  private final Outage outage = new Outage();

  @Test
  void nothingFailedAndNobodyAnsweredYet() {
    assertThat(outage.report())
        .containsEntry("failingMillis", 0L)
        .containsEntry("silenceMillis", 0L);
  }

  @Test
  void failuresMayBeToldInAnyOrder() {
    outage.failed(seconds(5));
    outage.failed(seconds(3));
    outage.failed(seconds(4));

    assertThat(outage.report()).containsEntry("failingMillis", 2_000L);
  }

  @Test
  void theLongestTimeBetweenTwoAnswersCounts() {
    outage.answered(seconds(-1));
    outage.answered(seconds(2));
    outage.answered(seconds(3));

    assertThat(outage.report()).containsEntry("silenceMillis", 3_000L);
  }

  private static long seconds(long seconds) {
    return TimeUnit.SECONDS.toNanos(seconds);
  }
}
