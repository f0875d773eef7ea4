package dev.fairlead.operator.apply;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.operator.apply.Applied.Refusal;
import dev.fairlead.operator.metrics.OperatorMetrics;
import dev.fairlead.operator.observe.Observer;
import dev.fairlead.operator.plan.Labels;
import dev.fairlead.operator.plan.Plan;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.SSABasedGenericKubernetesResourceMatcher;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Makes the children what the plan says: writes only what differs, and never what is not ours. */
@ApplicationScoped
public class Applier {
  private static final Logger LOG = Logger.getLogger(Applier.class);
  private static final int CONFLICT = 409;
  private static final int INVALID = 422;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;

  private final KubernetesClient client;
  private final OperatorMetrics metrics;

  Applier(KubernetesClient client, OperatorMetrics metrics) {
    this.client = client;
    this.metrics = metrics;
  }

  /**
   * Writes and deletes in the plan's order; stops at the first refusal, since what follows builds
   * on it.
   */
  public Applied apply(Plan plan, Context<ModelDeployment> context) {
    ModelDeployment md = context.getPrimaryResource();
    var refusals = new ArrayList<Refusal>();
    for (HasMetadata desired : plan.apply()) {
      refusal(md, desired, context).ifPresent(refusals::add);
      if (!refusals.isEmpty()) {
        return new Applied(refusals);
      }
    }
    plan.delete().forEach(this::delete);
    return new Applied(refusals);
  }

  /** Deletes pods that only a new start can help, or objects of ours that are no longer wanted. */
  public void delete(HasMetadata object) {
    LOG.infof("deleting %s %s", object.getKind(), object.getMetadata().getName());
    try {
      client.resource(object).delete();
      metrics.written(object.getKind(), "delete");
    } catch (KubernetesClientException e) {
      if (e.getCode() != NOT_FOUND) {
        throw e;
      }
    }
  }

  private Optional<Refusal> refusal(
      ModelDeployment md, HasMetadata desired, Context<ModelDeployment> context) {
    try {
      HasMetadata actual = cached(desired, context);
      if (actual == null) {
        return create(md, desired);
      }
      repair(desired, actual, context);
      return Optional.empty();
    } catch (KubernetesClientException e) {
      String message =
          desired.getKind() + " " + desired.getMetadata().getName() + ": " + Refusals.message(e);
      return switch (e.getCode()) {
        case INVALID -> Optional.of(new Refusal.Invalid(message));
        case FORBIDDEN -> Optional.of(new Refusal.Forbidden(message));
        default -> throw e;
      };
    }
  }

  private static @Nullable HasMetadata cached(
      HasMetadata desired, Context<ModelDeployment> context) {
    return context
        .getSecondaryResourcesAsStream(desired.getClass())
        .filter(o -> o.getMetadata().getName().equals(desired.getMetadata().getName()))
        .filter(o -> Observer.isOwned(context.getPrimaryResource(), o))
        .findFirst()
        .orElse(null);
  }

  /** The caches show only what has our label: the API server is asked before a name is taken. */
  private Optional<Refusal> create(ModelDeployment md, HasMetadata desired) {
    HasMetadata existing = client.resource(desired).get();
    if (existing != null && !Observer.isOwned(md, existing)) {
      return Optional.of(foreign(desired));
    }
    try {
      // not forced: if somebody takes the name in between, the fields conflict and nothing is
      // written
      write(desired, existing != null);
    } catch (KubernetesClientException e) {
      if (e.getCode() != CONFLICT) {
        throw e;
      }
      return Optional.of(foreign(desired));
    }
    return Optional.empty();
  }

  private static Refusal foreign(HasMetadata desired) {
    String object = desired.getKind() + " " + desired.getMetadata().getName();
    return new Refusal.Foreign(
        object
            + " exists and does not belong to this ModelDeployment: delete it, or give the ModelDeployment another name");
  }

  private void repair(HasMetadata desired, HasMetadata actual, Context<ModelDeployment> context) {
    if (desired instanceof ControllerRevision) {
      return; // immutable: it is there, so it is right
    }
    if (Drift.hasForeignSpec(actual)) {
      LOG.infof(
          "%s %s was changed by somebody else: putting it back",
          actual.getKind(), actual.getMetadata().getName());
      client
          .resource(Restored.of(desired, actual))
          .patch(
              new PatchContext.Builder()
                  .withPatchType(PatchType.JSON)
                  .withFieldManager(Labels.FAIRLEAD)
                  .build());
      metrics.written(desired.getKind(), "patch");
    }
    if (!SSABasedGenericKubernetesResourceMatcher.<HasMetadata>getInstance()
        .matches(actual, desired, context)) {
      write(desired, true);
    }
  }

  private void write(HasMetadata desired, boolean force) {
    LOG.debugf("applying %s %s", desired.getKind(), desired.getMetadata().getName());
    client
        .resource(desired)
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(Labels.FAIRLEAD)
                .withForce(force)
                .build());
    metrics.written(desired.getKind(), "apply");
  }
}
