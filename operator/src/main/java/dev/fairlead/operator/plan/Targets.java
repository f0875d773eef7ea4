package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.ModelDeploymentSpec;
import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.api.v1alpha1.TrackSpec;
import dev.fairlead.operator.observe.ModelPod;
import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.revision.Declared;
import dev.fairlead.operator.revision.Gpus;
import dev.fairlead.operator.revision.History;
import dev.fairlead.operator.revision.ImageReference;
import dev.fairlead.operator.revision.Resolved;
import dev.fairlead.operator.revision.Revision;
import dev.fairlead.operator.revision.RevisionName;
import dev.fairlead.operator.rollout.Incumbent;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which revision is to serve. */
final class Targets {
  private final Observation seen;
  private final Site site;
  private final @Nullable Declared declared;
  private final History history;
  private final @Nullable Tracking tracking;

  Targets(Observation seen, Site site, boolean isValid) {
    this.seen = seen;
    this.site = site;
    this.declared = isValid ? Declared.of(seen.primary().getSpec()) : null;
    this.history = withLostRecords();
    this.tracking = declared == null ? null : tracking(declared);
  }

  /** The recorded revisions, and those whose record was lost while their Deployment lives. */
  History history() {
    return history;
  }

  /**
   * The pinned revision, else the recorded one of the declared fields, else a new one; empty for an
   * invalid spec, a pin that names nothing, or while it is not known what the model's reference
   * stands for.
   */
  Optional<Revision> wished() {
    Declared fields = declared;
    if (fields == null) {
      return Optional.empty();
    }
    String pinned = pinned();
    return pinned == null ? declared(fields) : history.named(pinned);
  }

  /** Of the spec's own fields. */
  private Optional<Revision> declared(Declared fields) {
    return history
        .of(fields)
        .map(recorded -> followed(fields, recorded))
        .or(() -> next(resolution(fields)));
  }

  /** The recorded one, unless what it tracks has moved since. */
  private Revision followed(Declared fields, Revision recorded) {
    return tracking()
        .flatMap(followed -> followed.movedFrom(recorded))
        .map(moved -> moved(fields, moved))
        .orElse(recorded);
  }

  /**
   * What is known of the reference that is tracked; empty where none is, before there is a first
   * revision, and while no revision may change: the answer could not be acted on.
   */
  Optional<Tracking> tracking() {
    return Optional.ofNullable(tracking);
  }

  private @Nullable Tracking tracking(Declared fields) {
    TrackSpec track = track();
    return track == null
        ? null
        : history
            .of(fields)
            .or(() -> next(resolution(fields)))
            .map(
                known ->
                    Tracking.of(
                        resolution(fields),
                        known,
                        Schedule.of(track, seen.primary().getMetadata().getUid()),
                        site.pods()))
            .orElse(null);
  }

  private @Nullable TrackSpec track() {
    ModelDeploymentSpec spec = seen.primary().getSpec();
    boolean isHeld = pinned() != null || Boolean.TRUE.equals(spec.paused());
    return isHeld ? null : spec.model().track();
  }

  /** How far it is known what the model's reference stands for, where a new revision needs that. */
  Optional<Resolving> resolving() {
    Declared fields = declared;
    return fields == null || pinned() != null || history.of(fields).isPresent()
        ? Optional.empty()
        : Optional.of(resolution(fields))
            .filter(Resolution::isAwaited)
            .map(resolution -> resolution.awaited(site.pods()));
  }

  private @Nullable String pinned() {
    return Rollouts.of(seen.primary().getSpec()).pinnedRevision();
  }

  private Resolution resolution(Declared fields) {
    return new Resolution(seen, history, fields);
  }

  private Optional<Revision> next(Resolution resolution) {
    return resolution.isAwaited()
        ? Optional.empty()
        : Optional.of(next(resolution.declared(), resolution.known().orElse(null)));
  }

  private Revision next(Declared fields, @Nullable Resolved resolved) {
    String image = image(fields);
    return history.next(
        seen.name(),
        fields,
        image,
        resolved,
        name -> PodTemplate.render(seen.primary(), name, image, resolved, site.pods()));
  }

  private Revision moved(Declared fields, Resolved resolved) {
    String image = image(fields);
    return history.moved(
        seen.name(),
        fields,
        image,
        resolved,
        name -> PodTemplate.render(seen.primary(), name, image, resolved, site.pods()));
  }

  private String image(Declared fields) {
    ModelDeploymentSpec spec = seen.primary().getSpec();
    String today = site.pods().runtimeImages().of(spec.model().format(), Gpus.of(spec) > 0);
    return history.image(fields, today);
  }

  /** Who goes on while no revision may change. */
  Optional<Revision> current() {
    ModelDeploymentStatus previous = seen.previous();
    String stableBefore = previous == null ? null : previous.stableRevision();
    return Incumbent.of(seen.selection(), seen.live(), stableBefore).stream()
        .flatMap(name -> history.named(name).stream())
        .findFirst();
  }

  /**
   * A lost record of the declared fields is known by its name, which is their hash (with what they
   * track, where that had moved), so that it is written again and no pod restarts.
   */
  private History withLostRecords() {
    History all = seen.history();
    List<Deployment> oldestFirst =
        seen.children().deployments().stream()
            .sorted(
                Comparator.comparing(
                    d -> d.getMetadata().getCreationTimestamp(),
                    Comparator.nullsLast(Comparator.naturalOrder())))
            .toList();
    for (Deployment deployment : oldestFirst) {
      String image = serverImage(deployment);
      if (image != null && all.named(deployment.getMetadata().getName()).isEmpty()) {
        all = all.with(lost(deployment, image, all.nextNumber()));
      }
    }
    return all;
  }

  private Revision lost(Deployment deployment, String found, long number) {
    String name = deployment.getMetadata().getName();
    Resolved resolved = FetchContainer.resolved(deployment.getSpec().getTemplate()).orElse(null);
    // the digest may have been added later, to the tag that the name was made of
    String tag = ImageReference.withoutDigest(found);
    String image = isOf(name, tag) || isOfTracked(name, tag, resolved) ? tag : found;
    boolean isTracked = isOfTracked(name, image, resolved);
    return new Revision(
        name,
        number,
        declared != null && (isTracked || isOf(name, image)) ? declared : Declared.unknown(),
        image,
        resolved,
        isTracked,
        deployment.getSpec().getTemplate(),
        deployment.getMetadata().getCreationTimestamp());
  }

  private boolean isOf(String name, String image) {
    return declared != null && RevisionName.of(seen.name(), declared, image).equals(name);
  }

  private boolean isOfTracked(String name, String image, @Nullable Resolved resolved) {
    return declared != null
        && resolved != null
        && RevisionName.isOfTracked(name, seen.name(), declared, image, resolved.identity());
  }

  private static @Nullable String serverImage(Deployment deployment) {
    return deployment.getSpec().getTemplate().getSpec().getContainers().stream()
        .filter(c -> c.getName().equals(ModelPod.SERVER))
        .map(Container::getImage)
        .findFirst()
        .orElse(null);
  }
}
