package dev.fairlead.operator.status;

import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.api.v1alpha1.RolloutStatus;
import dev.fairlead.api.v1alpha1.RolloutStep;
import dev.fairlead.operator.rollout.RolloutDecision.Step;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Where the rollout is, and since when: a step keeps its time while it lasts. */
final class Steps {
  private Steps() {}

  /** Null while none is under way. */
  static @Nullable RolloutStatus of(Situation situation) {
    ModelDeploymentStatus previous = situation.previous();
    RolloutStatus before = previous == null ? null : previous.rollout();
    String target = situation.target();
    if (situation.step() == Step.FROZEN) {
      return before;
    }
    RolloutStatus same = before != null && before.revision().equals(target) ? before : null;
    if (isInSight(situation, target)) {
      return same;
    }
    RolloutStep step = step(situation);
    if (target == null || step == null) {
      return null;
    }
    String since =
        same != null && same.step() == step
            ? same.since()
            : situation.seen().now().truncatedTo(ChronoUnit.SECONDS).toString();
    return new RolloutStatus(
        target,
        step,
        since,
        CanarySteps.status(situation),
        GateSteps.verification(situation, same),
        GateSteps.mirror(situation, same));
  }

  /**
   * What was deleted just now may be seen for a moment more, and must not begin to be kept anew. Of
   * a version that was taken back, whose pods are ending, nothing is under way any more.
   */
  private static boolean isInSight(Situation situation, @Nullable String target) {
    return situation.step() == Step.DONE
        && situation.seen().live().stream()
            .anyMatch(pods -> !pods.revision().equals(target) && !pods.isGone());
  }

  private static @Nullable RolloutStep step(Situation situation) {
    if (situation.plan().decision() == null) {
      return null;
    }
    return switch (situation.step()) {
      case STOPPING -> RolloutStep.Stopping;
      case STARTING -> RolloutStep.Starting;
      case SHIFTING -> RolloutStep.Shifting;
      case VERIFYING -> RolloutStep.Verifying;
      case MIRRORING -> RolloutStep.Mirroring;
      case ANALYZING -> RolloutStep.Analyzing;
      case AWAITING_APPROVAL -> RolloutStep.AwaitingApproval;
      case SWITCHING -> RolloutStep.Switching;
      case KEEPING -> RolloutStep.Keeping;
      case DONE, FROZEN -> null;
    };
  }
}
