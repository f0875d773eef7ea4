package dev.fairlead.operator.status;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.api.v1alpha1.Reason;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The status while a reconcile does not come to its end. */
public final class Trouble {
  private static final String RECONCILING = "Reconciling";

  private Trouble() {}

  /**
   * What was said of the model stays, and the generation that it was said of; only that something
   * is under way, and what holds it up, is new.
   */
  public static ModelDeploymentStatus of(
      ModelDeployment md,
      @Nullable ModelDeploymentStatus previous,
      Reason reason,
      String message,
      Instant now) {
    List<Condition> before = Conditions.of(previous);
    Condition reconciling =
        new Conditions(before, now)
            .with(RECONCILING, true, reason, message, md.getMetadata().getGeneration())
            .list()
            .getFirst();
    List<Condition> conditions =
        Stream.concat(
                before.stream().filter(c -> !RECONCILING.equals(c.getType())),
                Stream.of(reconciling))
            .toList();
    return previous == null
        ? new ModelDeploymentStatus(
            -1L, conditions, null, null, null, null, null, null, null, null, null, null, null, null)
        : new ModelDeploymentStatus(
            previous.observedGeneration(),
            conditions,
            previous.url(),
            previous.stableRevision(),
            previous.candidateRevision(),
            previous.traffic(),
            previous.rollout(),
            previous.revisions(),
            previous.model(),
            previous.replicas(),
            previous.readyReplicas(),
            previous.selector(),
            previous.tracking(),
            previous.newerImage());
  }
}
