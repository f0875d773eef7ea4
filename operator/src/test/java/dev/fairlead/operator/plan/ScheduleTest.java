package dev.fairlead.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.api.v1alpha1.TrackSpec;
import dev.fairlead.operator.Scene;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a tracked reference is asked for. */
class ScheduleTest {
  private static final Instant NOW = Scene.NOW;

  @ParameterizedTest
  @ValueSource(strings = {"1m", "10m", "1h30m", "24h"})
  void itIsAskedOnceInEachIntervalAtAMomentOfItsOwn(String interval) {
    Duration length = GoDuration.parse(interval);
    for (int i = 0; i < 200; i++) {
      Schedule schedule = schedule(interval, i);
      Instant next = schedule.next(NOW);

      assertThat(Duration.between(NOW, next))
          .isBetween(length.dividedBy(2), length.multipliedBy(3).dividedBy(2));
      assertThat(schedule.next(next)).isEqualTo(next.plus(length));
      assertThat(schedule.next(next.plusSeconds(20)))
          .as("however long the Job took")
          .isEqualTo(next.plus(length));
    }
  }

  @Test
  void aThousandAreSpreadOverTheInterval() {
    int[] inTenSeconds = new int[60];
    for (int i = 0; i < 1_000; i++) {
      Duration wait = Duration.between(NOW, schedule("10m", i).next(NOW));
      inTenSeconds[(int) (wait.toSeconds() % 600 / 10)]++;
    }

    assertThat(IntStream.of(inTenSeconds).max().orElseThrow()).isLessThanOrEqualTo(40);
    assertThat(IntStream.of(inTenSeconds).filter(count -> count == 0).count()).isZero();
  }

  @Test
  void withoutAnIntervalItIsTenMinutes() {
    assertThat(Schedule.of(new TrackSpec(null), "uid").interval())
        .isEqualTo(Duration.ofMinutes(10));
  }

  @ParameterizedTest
  @CsvSource({"2m, 2m", "10m, 10m", "24h, 10m"})
  void afterAFailureItIsNotWaitedForLong(String interval, String wait) {
    assertThat(schedule(interval, 1).again(NOW)).isEqualTo(NOW.plus(GoDuration.parse(wait)));
  }

  @Test
  void whoeverHasNoTurnComesAgainSoonAndNotTogether() {
    var waits =
        IntStream.range(0, 100)
            .mapToObj(i -> Duration.between(NOW, schedule("10m", i).turnAfter(NOW)))
            .toList();

    assertThat(waits).allMatch(w -> w.toSeconds() >= 10 && w.toSeconds() < 20);
    assertThat(waits.stream().map(Duration::toSeconds).distinct()).hasSizeGreaterThan(5);
  }

  private static Schedule schedule(String interval, int number) {
    byte[] name = Integer.toString(number).getBytes(StandardCharsets.UTF_8);
    return Schedule.of(new TrackSpec(interval), UUID.nameUUIDFromBytes(name).toString());
  }
}
