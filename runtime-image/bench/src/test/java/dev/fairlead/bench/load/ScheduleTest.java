package dev.fairlead.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ScheduleTest {
  @Test
  void requestsAreDueInEvenSteps() {
    var schedule = new Schedule(5_000, 4);

    assertThat(schedule.due(0)).isEqualTo(5_000);
    assertThat(schedule.due(1)).isEqualTo(250_005_000);
    assertThat(schedule.due(8)).isEqualTo(2_000_005_000);
  }

  @Test
  void stepsThatAreNoWholeNanosecondsDoNotAddUp() {
    var schedule = new Schedule(0, 3);

    assertThat(schedule.due(1)).isEqualTo(333_333_333);
    assertThat(schedule.due(3_000_000)).isEqualTo(1_000_000_000_000_000L);
  }

  @Test
  void nothingIsDueWithoutARate() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Schedule(0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Schedule(0, Double.NaN));
  }
}
