package dev.fairlead.operator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShrinkTest {

  /** The requests go to it next. */
  @Test
  void whatTheTargetNoLongerGivesIsGivenByWhoIsReady() {
    var target = new RevisionPods("b", 2, 2, 2, 0, 0, 0);
    var ready = new RevisionPods("a", 1, 1, 1, 1, 0, 0);
    var newer = new RevisionPods("c", 3, 0, 0, 0, 0, 0);
    assertThat(Shrink.others(new Size(2, 1, 0), target, List.of(ready, newer)))
        .isEqualTo(Map.of("a", 2, "c", 0));
  }
}
