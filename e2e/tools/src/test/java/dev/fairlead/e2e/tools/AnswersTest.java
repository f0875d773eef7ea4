package dev.fairlead.e2e.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Who answered when, and how soon, is what this says. */
class AnswersTest {
  private final Answers answers = new Answers();

  @Test
  void theyMayBeToldInAnyOrder() {
    answers.add(300, 20);
    answers.add(100, 10);
    answers.add(200, 30);

    assertThat(answers.report())
        .containsEntry("answers", 3)
        .containsEntry("p50Micros", 200)
        .containsEntry("firstMillis", 10L)
        .containsEntry("lastMillis", 30L);
  }

  @Test
  void aQuantileIsOneOfTheValues() {
    int[] sorted = Answers.sorted(List.of(5, 1, 3));

    assertThat(Answers.quantile(sorted, 0)).isEqualTo(1);
    assertThat(Answers.quantile(sorted, 50)).isEqualTo(3);
    assertThat(Answers.quantile(sorted, 99)).isEqualTo(5);
    assertThat(Answers.quantile(new int[0], 99)).isZero();
  }
}
