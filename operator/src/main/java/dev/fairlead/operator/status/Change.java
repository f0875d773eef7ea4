package dev.fairlead.operator.status;

import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.api.v1alpha1.RevisionImageStatus;
import dev.fairlead.api.v1alpha1.RevisionModelStatus;
import dev.fairlead.api.v1alpha1.RevisionStatus;
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
        status.rollout(),
        status.revisions() == null
            ? List.of()
            : status.revisions().stream().map(Change::withoutNumbers).toList(),
        status.model(),
        null,
        null,
        status.selector());
  }

  private static Condition withoutMessage(Condition condition) {
    return new ConditionBuilder(condition).withMessage("").build();
  }

  private static RevisionStatus withoutNumbers(RevisionStatus revision) {
    return new RevisionStatus(
        revision.name(),
        revision.number(),
        revision.version(),
        new RevisionModelStatus(revision.model().uri(), null, null),
        new RevisionImageStatus(revision.image().name(), null),
        "",
        revision.state(),
        revision.reason(),
        null,
        null);
  }
}
