package dev.fairlead.runtime.execution;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LongestTest {
  private final Longest longest = new Longest();

  private void took(int times, long nanos) {
    for (int i = 0; i < times; i++) {
      longest.took(nanos);
    }
  }

  @Test
  void fewAnswersSayNothing() {
    took(9, 5);
    assertThat(longest.nanos()).isZero();

    took(1, 3);
    assertThat(longest.nanos()).isEqualTo(5);
  }

  @Test
  void whatIsLongAgoIsForgotten() {
    took(1, 70);
    took(999, 5);
    assertThat(longest.nanos()).isEqualTo(5);
  }

  @Test
  void whatIsNotLongAgoIsNot() {
    took(1, 70);
    took(998, 5);
    assertThat(longest.nanos()).isEqualTo(70);
  }
}
