package dev.fairlead.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.api.v1alpha1.Reason;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whatever a condition can say is among what tools are tried with. */
class SituationsTest {
  @Test
  void everyReasonIsShownBySomeSituation() {
    Set<String> shown =
        Situations.all().stream()
            .map(situation -> Conditions.of(situation.md().getStatus()))
            .flatMap(List::stream)
            .map(Condition::getReason)
            .collect(Collectors.toSet());

    assertThat(shown)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Reason.values()).map(Reason::value).toList());
  }

  @Test
  void eachIsToldFromTheOthers() {
    assertThat(Situations.all()).extracting(Shown::situation).doesNotHaveDuplicates();
  }
}
