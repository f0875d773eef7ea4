package dev.fairlead.operator.apply;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.operator.apply.Applied.Refusal;
import dev.fairlead.operator.observe.Drift;
import dev.fairlead.operator.observe.ModelPod;
import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.observe.Ownership;
import dev.fairlead.operator.plan.Plan;
import dev.fairlead.operator.plan.ReplicaSetImage;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.SSABasedGenericKubernetesResourceMatcher;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Makes the children what the plan says: writes only what differs, and never what is not ours. */
@ApplicationScoped
public class Applier {
  private static final Logger LOG = Logger.getLogger(Applier.class);
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;

  private final Writer writer;

  /** Writes by this. */
  public Applier(Writer writer) {
    this.writer = writer;
  }

  /**
   * Writes and deletes in the plan's order. A refusal ends only what builds on all the rest, which
   * is a new Deployment and every deletion: what serves is still repaired, scaled and healed.
   *
   * @param seen what the plan was made from
   * @return with the first refusal; that of a Job which only tracks a reference, of a route, or of
   *     a ReplicaSet holds up nothing
   * @throws KubernetesClientException for trouble that another try may cure; with status 409 where
   *     a Deployment is not what it was in {@code seen} any more
   */
  public Applied apply(Plan plan, Observation seen, Context<ModelDeployment> context) {
    Refusal first = null;
    Refusal ofTracking = null;
    Refusal ofRoute = null;
    for (HasMetadata wanted : plan.apply()) {
      if (wanted instanceof Job && plan.resolving() == null) {
        ofTracking = refusal(wanted, seen, context).orElse(null);
      } else if (wanted instanceof HTTPRoute) {
        ofRoute = refusal(wanted, seen, context).orElse(null);
      } else if (first == null || !(wanted instanceof Deployment) || exists(wanted, context)) {
        Optional<Refusal> refusal = refusal(wanted, seen, context);
        first = first == null ? refusal.orElse(null) : first;
      }
    }
    if (first == null) {
      plan.delete().forEach(writer::delete);
    }
    Refusal ofImages =
        plan.images().changes().flatMap(c -> refusal(c).stream()).findFirst().orElse(null);
    plan.touches().forEach(touch -> writer.touch(touch, context));
    plan.startAnew().stream().map(ModelPod::pod).forEach(writer::delete);
    return new Applied(first, ofTracking, ofRoute, ofImages);
  }

  private boolean exists(HasMetadata wanted, Context<ModelDeployment> context) {
    return writer.cached(wanted, context).isPresent() || writer.read(wanted) != null;
  }

  private Optional<Refusal> refusal(
      HasMetadata wanted, Observation seen, Context<ModelDeployment> context) {
    Optional<HasMetadata> actual = writer.cached(wanted, context);
    if (actual.filter(cached -> hasMoved(seen, cached)).isPresent()) {
      throw new KubernetesClientException(
          name(wanted) + " has changed since it was looked at", CONFLICT, null);
    }
    try {
      return actual.isEmpty() ? create(wanted, context) : repair(wanted, actual.get(), context);
    } catch (KubernetesClientException e) {
      if (e.getCode() == NOT_FOUND && wanted instanceof HTTPRoute) {
        // the cluster has lost the kind, which will be noticed: nothing else waits for that
        return Optional.empty();
      }
      return Optional.of(refusal(name(wanted), e));
    }
  }

  /**
   * Whether a Deployment asks for something else than when the plan was made, as where our own last
   * write was not in the cache yet: planned sizes build on those that were there, and would take it
   * back.
   */
  static boolean hasMoved(Observation seen, HasMetadata cached) {
    Deployment before =
        cached instanceof Deployment ? seen.deploymentOf(cached.getMetadata().getName()) : null;
    return before != null
        && !Objects.equals(
            before.getMetadata().getGeneration(), cached.getMetadata().getGeneration());
  }

  private Optional<Refusal> refusal(ReplicaSetImage change) {
    try {
      writer.changeImage(change);
      return Optional.empty();
    } catch (KubernetesClientException e) {
      return Optional.of(refusal("ReplicaSet " + change.name(), e));
    }
  }

  private static Refusal refusal(String what, KubernetesClientException e) {
    return Refusals.of(what, e).orElseThrow(() -> e);
  }

  /** The caches show only what has our label: the API server is asked before a name is taken. */
  private Optional<Refusal> create(HasMetadata wanted, Context<ModelDeployment> context) {
    HasMetadata existing = writer.read(wanted);
    return existing == null ? createNew(wanted, context) : repair(wanted, existing, context);
  }

  /** Not forced: if somebody takes the name in between, fields conflict and nothing is written. */
  private Optional<Refusal> createNew(HasMetadata wanted, Context<ModelDeployment> context) {
    try {
      writer.apply(wanted, null, context);
      return Optional.empty();
    } catch (KubernetesClientException e) {
      if (e.getCode() != CONFLICT || !isTaken(wanted, context)) {
        throw e;
      }
      return Optional.of(foreign(wanted));
    }
  }

  /** A conflict may be another one's too, such as of a quota that is counted at the same time. */
  private boolean isTaken(HasMetadata wanted, Context<ModelDeployment> context) {
    HasMetadata existing = writer.read(wanted);
    return existing != null && !Ownership.isOwned(context.getPrimaryResource(), existing);
  }

  private static Refusal foreign(HasMetadata wanted) {
    return new Refusal.Foreign(
        name(wanted)
            + " exists and does not belong to this ModelDeployment: delete it, or "
            + (wanted instanceof HTTPRoute
                ? "remove spec.route"
                : "give the ModelDeployment another name"));
  }

  private Optional<Refusal> repair(
      HasMetadata wanted, HasMetadata actual, Context<ModelDeployment> context) {
    if (!Ownership.isOwned(context.getPrimaryResource(), actual)) {
      return Optional.of(foreign(wanted));
    }
    if (wanted instanceof Job) {
      // nothing of it can change; it is replaced when it has ended
      return Optional.empty();
    }
    if (wanted instanceof ControllerRevision) {
      repairRecord(wanted, actual, context);
      return Optional.empty();
    }
    HasMetadata found = actual;
    // first, since what others added may contradict what is wanted, as a second port of one name
    if (Drift.hasForeignFields(actual)) {
      LOG.infof("%s was changed by somebody else: putting it back", name(actual));
      found = writer.replace(Restored.of(wanted, actual), actual, context);
    }
    if (!SSABasedGenericKubernetesResourceMatcher.<HasMetadata>getInstance()
        .matches(found, wanted, context)) {
      found = writer.apply(wanted, found, context);
    }
    // applied while it was put back, it is ours twice, and to leave it out takes it away only once
    if (isLeftPaused(wanted, found)) {
      writer.replace(Restored.of(wanted, found), found, context);
    }
    return Optional.empty();
  }

  private static boolean isLeftPaused(HasMetadata wanted, HasMetadata found) {
    return wanted instanceof Deployment ought
        && ought.getSpec().getPaused() == null
        && found instanceof Deployment is
        && Boolean.TRUE.equals(is.getSpec().getPaused());
  }

  /** A record's data never changes; how it is found, whose it is and what was learned may. */
  private void repairRecord(
      HasMetadata wanted, HasMetadata actual, Context<ModelDeployment> context) {
    ObjectMeta is = actual.getMetadata();
    ObjectMeta ought = wanted.getMetadata();
    if (!hasAll(is.getLabels(), ought.getLabels())
        || !hasAll(is.getAnnotations(), ought.getAnnotations())
        || !Ownership.isReferenced(context.getPrimaryResource(), actual)) {
      writer.replace(Restored.record(wanted, actual), actual, context);
    }
  }

  private static boolean hasAll(
      @Nullable Map<String, String> is, @Nullable Map<String, String> ought) {
    return ought == null
        || (is == null ? Map.<String, String>of() : is).entrySet().containsAll(ought.entrySet());
  }

  private static String name(HasMetadata object) {
    return object.getKind() + " " + object.getMetadata().getName();
  }
}
