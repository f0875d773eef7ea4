package dev.fairlead.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SampleTest {
  private static final LocalDate DAY = LocalDate.of(2026, 2, 27);
  private static final List<String> CASES = List.of("a", "b", "c", "d", "e", "f", "g");

  @Test
  void eachCaseIsTriedOnceInThoseDays() {
    List<String> tried =
        Stream.of(0, 1, 2).flatMap(days -> on(DAY.plusDays(days)).of(CASES, 3).stream()).toList();

    assertThat(tried).containsExactlyInAnyOrderElementsOf(CASES);
  }

  @Test
  void noDayHasMoreThanItsShare() {
    for (int days = 0; days < 3; days++) {
      assertThat(on(DAY.plusDays(days)).of(CASES, 3)).hasSizeBetween(2, 3);
    }
  }

  @Test
  void aCampaignTriesAll() {
    assertThat(new Sample(DAY, true).of(CASES, 3)).isEqualTo(CASES);
  }

  private static Sample on(LocalDate day) {
    return new Sample(day, false);
  }
}
