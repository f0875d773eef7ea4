package dev.fairlead.operator.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransitionTest {
  private static final Condition PROGRESSING = condition("Ready", "False", "Progressing", "0 of 1");
  private static final Condition SERVING = condition("Ready", "True", "Serving", "a serves");
  private static final Condition NOT_FOUND = condition("Ready", "False", "ModelNotFound", "no");
  private static final Condition STALLED = condition("Stalled", "True", "ModelNotFound", "no");

  @Test
  void aRolloutBegins() {
    assertThat(Transition.between(null, status("a", PROGRESSING)))
        .containsExactly(new Transition(false, "RolloutStarted", "rolling out revision a"));
    assertThat(Transition.between(status(null, SERVING), status("b", PROGRESSING)))
        .containsExactly(new Transition(false, "RolloutStarted", "rolling out revision b"));
  }

  @Test
  void aVersionServes() {
    assertThat(Transition.between(status("a", PROGRESSING), status(null, SERVING)))
        .containsExactly(new Transition(false, "Serving", "a serves"));
  }

  @Test
  void whatNeedsAPersonIsAWarning() {
    assertThat(Transition.between(status("a", PROGRESSING), status("a", NOT_FOUND, STALLED)))
        .containsExactly(new Transition(true, "ModelNotFound", "no"));
    assertThat(Transition.between(status("a", PROGRESSING), status("a", NOT_FOUND)))
        .containsExactly(new Transition(false, "ModelNotFound", "no"));
  }

  @Test
  void whatComesToNeedAPersonIsAWarningToo() {
    assertThat(Transition.between(status("a", NOT_FOUND), status("a", NOT_FOUND, STALLED)))
        .containsExactly(new Transition(true, "ModelNotFound", "no"));
    assertThat(Transition.between(status("a", NOT_FOUND, STALLED), status("a", NOT_FOUND, STALLED)))
        .isEmpty();
  }

  @Test
  void wordsAndProgressAreNoTransition() {
    Condition further = condition("Ready", "False", "Progressing", "1 of 1");
    Condition otherWords = condition("Ready", "False", "ModelNotFound", "nothing");
    assertThat(Transition.between(status("a", PROGRESSING), status("a", further))).isEmpty();
    assertThat(Transition.between(status("a", NOT_FOUND), status("a", otherWords))).isEmpty();
    assertThat(Transition.between(status("a", NOT_FOUND), status("a", PROGRESSING))).isEmpty();
  }

  @Test
  void aLongMessageIsCutToWhatAnEventHolds() {
    var after = status("a", condition("Ready", "False", "Crashed", "x".repeat(5_000)));
    assertThat(Transition.between(status("a", PROGRESSING), after))
        .extracting(t -> t.message().length())
        .containsExactly(1_000);
  }

  private static ModelDeploymentStatus status(String candidate, Condition... conditions) {
    List<Condition> all = Arrays.asList(conditions);
    return new ModelDeploymentStatus(
        1L, all, null, null, candidate, null, null, null, null, null, null, null);
  }

  private static Condition condition(String type, String status, String reason, String message) {
    return new ConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withReason(reason)
        .withMessage(message)
        .build();
  }
}
