package dev.fairlead.operator.status;

import dev.fairlead.api.v1alpha1.CanaryStatus;
import dev.fairlead.api.v1alpha1.MirrorStatus;
import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.api.v1alpha1.RevisionImageStatus;
import dev.fairlead.api.v1alpha1.RevisionModelStatus;
import dev.fairlead.api.v1alpha1.RevisionStatus;
import dev.fairlead.api.v1alpha1.RolloutStatus;
import dev.fairlead.api.v1alpha1.TrackingStatus;
import dev.fairlead.api.v1alpha1.TrafficStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How much of a difference there is between two statuses. */
enum Change {
  /** None. */
  NONE,
  /** Only numbers and words: somebody who watches may hear of them a little later. */
  NUMBERS,
  /** Something that somebody may wait for. */
  STATE;

  static Change between(@Nullable ModelDeploymentStatus before, ModelDeploymentStatus after) {
    if (before == null) {
      return STATE;
    }
    if (before.equals(after)) {
      return NONE;
    }
    return withoutNumbers(before).equals(withoutNumbers(after)) ? NUMBERS : STATE;
  }

  private static ModelDeploymentStatus withoutNumbers(ModelDeploymentStatus status) {
    return new ModelDeploymentStatus(
        status.observedGeneration(),
        Conditions.of(status).stream().map(Change::withoutMessage).toList(),
        status.url(),
        status.stableRevision(),
        status.candidateRevision(),
        status.traffic() == null
            ? List.of()
            : status.traffic().stream().map(t -> new TrafficStatus(t.revision(), 0)).toList(),
        withoutNumbers(status.rollout()),
        status.revisions() == null
            ? List.of()
            : status.revisions().stream().map(Change::withoutNumbers).toList(),
        status.model(),
        null,
        null,
        status.selector(),
        withoutMessage(status.tracking()),
        status.newerImage());
  }

  private static @Nullable TrackingStatus withoutMessage(@Nullable TrackingStatus tracking) {
    return tracking == null
        ? null
        : new TrackingStatus(
            tracking.resolved(), tracking.identity(), tracking.job(), tracking.reason(), null);
  }

  private static @Nullable RolloutStatus withoutNumbers(@Nullable RolloutStatus rollout) {
    return rollout == null
        ? null
        : new RolloutStatus(
            rollout.revision(),
            rollout.step(),
            rollout.since(),
            withoutNumbers(rollout.canary()),
            rollout.verification(),
            withoutNumbers(rollout.mirror()));
  }

  private static @Nullable CanaryStatus withoutNumbers(@Nullable CanaryStatus canary) {
    return canary == null
        ? null
        : new CanaryStatus(
            canary.stepsDone(),
            canary.steps(),
            canary.weight(),
            canary.since(),
            null,
            null,
            canary.done(),
            canary.through(),
            canary.unsteadySince());
  }

  private static @Nullable MirrorStatus withoutNumbers(@Nullable MirrorStatus mirror) {
    return mirror == null
        ? null
        : new MirrorStatus(
            mirror.percent(), mirror.passed(), mirror.since(), null, null, null, null, null);
  }

  private static Condition withoutMessage(Condition condition) {
    return new ConditionBuilder(condition).withMessage("").build();
  }

  private static RevisionStatus withoutNumbers(RevisionStatus revision) {
    return new RevisionStatus(
        revision.name(),
        revision.number(),
        revision.version(),
        new RevisionModelStatus(revision.model().uri(), revision.model().resolved(), null, null),
        new RevisionImageStatus(revision.image().name(), null),
        "",
        revision.promoted(),
        revision.state(),
        revision.reason(),
        null,
        null,
        null);
  }
}
