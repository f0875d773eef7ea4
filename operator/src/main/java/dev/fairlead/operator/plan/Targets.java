package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.ModelDeploymentSpec;
import dev.fairlead.operator.observe.ModelPod;
import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.revision.Declared;
import dev.fairlead.operator.revision.Gpus;
import dev.fairlead.operator.revision.History;
import dev.fairlead.operator.revision.Revision;
import dev.fairlead.operator.revision.RevisionName;
import dev.fairlead.operator.rollout.RevisionPods;
import dev.fairlead.operator.rollout.Selection;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which revision is to serve. */
final class Targets {
  private final Observation seen;
  private final Site site;
  private final @Nullable Declared declared;
  private final History history;

  Targets(Observation seen, Site site, boolean isValid) {
    this.seen = seen;
    this.site = site;
    this.declared = isValid ? Declared.of(seen.primary().getSpec()) : null;
    this.history = withLostRecords();
  }

  /** The recorded revisions, and those whose record was lost while their Deployment lives. */
  History history() {
    return history;
  }

  /**
   * The pinned revision, else the recorded one of the declared fields, else a new one; empty for an
   * invalid spec, or a pin that names nothing.
   */
  Optional<Revision> wished() {
    Declared fields = declared;
    if (fields == null) {
      return Optional.empty();
    }
    String pinned = Rollouts.of(seen.primary().getSpec()).pinnedRevision();
    return pinned == null
        ? Optional.of(history.of(fields).orElseGet(() -> next(fields)))
        : history.named(pinned);
  }

  private Revision next(Declared fields) {
    ModelDeploymentSpec spec = seen.primary().getSpec();
    String today = site.pods().runtimeImages().of(spec.model().format(), Gpus.of(spec) > 0);
    String image = history.image(fields, today);
    return history.next(
        seen.name(),
        fields,
        image,
        name -> PodTemplate.render(seen.primary(), name, image, site.pods()));
  }

  /**
   * While no revision may change: the one that the Service leads to, even if its Deployment was
   * taken away; else the one that comes nearest.
   */
  Optional<Revision> current() {
    Optional<Revision> selected =
        seen.selection() instanceof Selection.One one
            ? history.named(one.revision())
            : Optional.empty();
    return selected
        .or(() -> seen.live().stream().max(NEAREST).flatMap(r -> history.named(r.revision())))
        .or(
            () ->
                Optional.ofNullable(seen.previous())
                    .map(status -> status.stableRevision())
                    .flatMap(history::named));
  }

  private static final Comparator<RevisionPods> NEAREST =
      Comparator.comparingInt(RevisionPods::ready).thenComparingLong(RevisionPods::number);

  /**
   * A lost record of the declared fields is known by its name, which is their hash, so that it is
   * written again and no pod restarts.
   */
  private History withLostRecords() {
    History all = seen.history();
    for (Deployment deployment : seen.children().deployments()) {
      String name = deployment.getMetadata().getName();
      String image = serverImage(deployment);
      if (image != null && all.named(name).isEmpty()) {
        all =
            all.with(
                new Revision(
                    name,
                    all.nextNumber(),
                    declaredOf(name, image),
                    image,
                    deployment.getSpec().getTemplate(),
                    deployment.getMetadata().getCreationTimestamp()));
      }
    }
    return all;
  }

  private Declared declaredOf(String name, String image) {
    return declared != null && RevisionName.of(seen.name(), declared, image).equals(name)
        ? declared
        : Declared.unknown();
  }

  private static @Nullable String serverImage(Deployment deployment) {
    return deployment.getSpec().getTemplate().getSpec().getContainers().stream()
        .filter(c -> c.getName().equals(ModelPod.SERVER))
        .map(Container::getImage)
        .findFirst()
        .orElse(null);
  }
}
