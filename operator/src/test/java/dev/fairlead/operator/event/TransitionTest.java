package dev.fairlead.operator.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.fairlead.api.v1alpha1.CanaryStatus;
import dev.fairlead.api.v1alpha1.MirrorStatus;
import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.api.v1alpha1.RolloutStatus;
import dev.fairlead.api.v1alpha1.RolloutStep;
import dev.fairlead.api.v1alpha1.TrackingStatus;
import dev.fairlead.api.v1alpha1.VerificationStatus;
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
  void imagesThatDifferAreAWarningOnce() {
    Condition notPinned = condition("ImageNotPinned", "True", "ImageNotPinned", "loaded");
    Condition differ = condition("ImageNotPinned", "True", "ImagesDiffer", "a and b");
    Condition less = condition("ImageNotPinned", "True", "ImagesDiffer", "a");
    assertThat(Transition.between(status(null, SERVING), status(null, SERVING, notPinned)))
        .isEmpty();
    assertThat(Transition.between(status(null, SERVING, notPinned), status(null, SERVING, differ)))
        .containsExactly(new Transition(true, "ImagesDiffer", "a and b"));
    assertThat(Transition.between(status(null, SERVING, differ), status(null, SERVING, less)))
        .isEmpty();
  }

  @Test
  void aLongMessageIsCutToWhatAnEventHolds() {
    var after = status("a", condition("Ready", "False", "Crashed", "x".repeat(5_000)));
    assertThat(Transition.between(status("a", PROGRESSING), after))
        .extracting(t -> t.message().length())
        .containsExactly(1_000);
  }

  @Test
  void aShareThatComesIntoForceIsOne() {
    ModelDeploymentStatus begun = canary(0, null);
    ModelDeploymentStatus shares = canary(0, "2026-01-02T03:04:05Z");
    assertThat(Transition.between(begun, begun)).isEmpty();
    assertThat(Transition.between(begun, shares))
        .containsExactly(
            new Transition(
                false, "CanaryStepStarted", "revision a has a share of 20 %: step 1 of 2"));
    assertThat(Transition.between(shares, shares)).isEmpty();
    assertThat(Transition.between(shares, canary(1, null))).isEmpty();
  }

  @Test
  void goldenRequestsAndAMirrorAreToldOnceTheyArePassed() {
    ModelDeploymentStatus asked =
        gated(new VerificationStatus(2, 0, false, "sha256:1", null), null);
    ModelDeploymentStatus verified =
        gated(new VerificationStatus(2, 1, true, "sha256:1", null), mirror(null, false));
    assertThat(Transition.between(asked, verified))
        .containsExactly(
            new Transition(false, "Verified", "revision a answered 2 golden requests as expected"));
    assertThat(Transition.between(verified, verified)).isEmpty();

    ModelDeploymentStatus mirrored =
        gated(verified.rollout().verification(), mirror("2026-01-02T03:04:05Z", false));
    assertThat(Transition.between(verified, mirrored))
        .containsExactly(
            new Transition(
                false,
                "MirrorStarted",
                "revision a gets 10 % of the requests too, and nobody its answers"));
    ModelDeploymentStatus passed =
        gated(verified.rollout().verification(), mirror("2026-01-02T03:04:05Z", true));
    assertThat(Transition.between(mirrored, passed))
        .containsExactly(
            new Transition(
                false,
                "MirrorPassed",
                "revision a answered 100 mirrored requests as the one that serves"));
    assertThat(Transition.between(passed, passed)).isEmpty();
  }

  private static MirrorStatus mirror(String since, boolean passed) {
    return new MirrorStatus(10, passed, since, 100L, 0L, 0L, "0.01", null);
  }

  private static ModelDeploymentStatus gated(VerificationStatus verification, MirrorStatus mirror) {
    return rollout(
        new RolloutStatus(
            "a", RolloutStep.Verifying, "2026-01-02T03:04:00Z", null, verification, mirror));
  }

  @Test
  void aTrackedReferenceMovesOrCannotBeAsked() {
    ModelDeploymentStatus one = tracking("job", "sha256:1", null);
    ModelDeploymentStatus two = tracking("job", "sha256:2", null);
    ModelDeploymentStatus failed = tracking("job", "sha256:2", "AccessDenied");
    assertThat(Transition.between(one, one)).isEmpty();
    assertThat(Transition.between(one, two))
        .containsExactly(
            new Transition(
                false,
                "TrackedReferenceMoved",
                "spec.model.uri stood for m@sha256:1 (sha256:1) and stands for m@sha256:2"
                    + " (sha256:2) now"));
    assertThat(Transition.between(two, failed))
        .extracting(Transition::warning, Transition::reason)
        .containsExactly(tuple(true, "TrackingFailed"));
    assertThat(Transition.between(failed, failed)).isEmpty();
    assertThat(Transition.between(failed, two)).isEmpty();
  }

  @Test
  void anotherReferenceHasNotMoved() {
    ModelDeploymentStatus one = tracking("job", "sha256:1", null);
    assertThat(Transition.between(one, tracking("another", "sha256:2", null))).isEmpty();
    assertThat(Transition.between(status(null, SERVING), one)).isEmpty();
    assertThat(Transition.between(one, status(null, SERVING))).isEmpty();
    assertThat(Transition.between(tracking("job", null, null), one)).isEmpty();
  }

  private static ModelDeploymentStatus tracking(String job, String identity, String reason) {
    String resolved = identity == null ? null : "m@" + identity;
    String message = reason == null ? null : "no";
    List<Condition> all = List.of(SERVING);
    var tracking = new TrackingStatus(resolved, identity, job, reason, message);
    return new ModelDeploymentStatus(
        1L, all, null, null, null, null, null, null, null, null, null, null, tracking, null);
  }

  private static ModelDeploymentStatus canary(int done, String since) {
    return rollout(
        new RolloutStatus(
            "a",
            RolloutStep.Starting,
            "2026-01-02T03:04:00Z",
            new CanaryStatus(done, 2, 20, since, null, null, null, null, null),
            null,
            null));
  }

  private static ModelDeploymentStatus rollout(RolloutStatus rollout) {
    return new ModelDeploymentStatus(
        1L,
        List.of(PROGRESSING),
        null,
        null,
        "a",
        null,
        rollout,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  private static ModelDeploymentStatus status(String candidate, Condition... conditions) {
    List<Condition> all = Arrays.asList(conditions);
    return new ModelDeploymentStatus(
        1L, all, null, null, candidate, null, null, null, null, null, null, null, null, null);
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
