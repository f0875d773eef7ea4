package dev.fairlead.operator.status;

import dev.fairlead.api.v1alpha1.RevisionImageStatus;
import dev.fairlead.api.v1alpha1.RevisionModelStatus;
import dev.fairlead.api.v1alpha1.RevisionState;
import dev.fairlead.api.v1alpha1.RevisionStatus;
import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.plan.PodTemplate;
import dev.fairlead.operator.revision.Revision;
import dev.fairlead.operator.rollout.RevisionPods;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The recorded revisions, as the status lists them: what is known of a revision's files and image
 * stays when its pods are gone.
 */
final class Revisions {
  private Revisions() {}

  static List<RevisionStatus> of(Situation situation, Verdict verdict) {
    return situation.seen().history().revisions().stream()
        .map(r -> of(r, situation, verdict))
        .toList();
  }

  private static RevisionStatus of(Revision revision, Situation situation, Verdict verdict) {
    Observation seen = situation.seen();
    RevisionStatus before = before(revision.name(), situation);
    RevisionModelStatus model = before == null ? null : before.model();
    Optional<TerminationLine.Fetched> fetched = fetched(seen.podsOf(revision.name()));
    boolean isLive = seen.deploymentOf(revision.name()) != null;
    RevisionPods pods = situation.pods(revision.name());
    RevisionState state = state(revision, situation, verdict);
    return new RevisionStatus(
        revision.name(),
        revision.number(),
        revision.version(),
        new RevisionModelStatus(
            revision.uri(),
            fetched
                .map(TerminationLine.Fetched::digest)
                .orElse(model == null ? null : model.digest()),
            fetched
                .map(TerminationLine.Fetched::bytes)
                .orElse(model == null ? null : model.bytes())),
        new RevisionImageStatus(
            revision.image(),
            imageDigest(seen.podsOf(revision.name()))
                .orElse(before == null ? null : before.image().digest())),
        revision.createdAt() == null ? "" : revision.createdAt(),
        state,
        state == RevisionState.Failed ? verdict.reason().value() : null,
        isLive ? pods.pods() : null,
        isLive ? pods.ready() : null);
  }

  private static RevisionState state(Revision revision, Situation situation, Verdict verdict) {
    if (situation.seen().deploymentOf(revision.name()) == null) {
      return RevisionState.Retired;
    }
    boolean isTarget = revision.name().equals(situation.target());
    if (situation.pods(revision.name()).serving() > 0) {
      return RevisionState.Serving;
    }
    if (!isTarget) {
      return RevisionState.Draining;
    }
    return verdict.stalled() == null ? RevisionState.Pending : RevisionState.Failed;
  }

  private static @Nullable RevisionStatus before(String name, Situation situation) {
    var previous = situation.previous();
    List<RevisionStatus> revisions =
        previous == null || previous.revisions() == null ? List.of() : previous.revisions();
    return revisions.stream().filter(r -> r.name().equals(name)).findFirst().orElse(null);
  }

  private static Optional<TerminationLine.Fetched> fetched(List<Pod> pods) {
    return pods.stream()
        .filter(p -> p.getStatus() != null)
        .flatMap(p -> p.getStatus().getInitContainerStatuses().stream())
        .filter(c -> PodTemplate.FETCH.equals(c.getName()))
        .flatMap(c -> ended(c).stream())
        .flatMap(m -> TerminationLine.fetched(m).stream())
        .findFirst();
  }

  private static Optional<String> ended(ContainerStatus container) {
    return container.getState() == null || container.getState().getTerminated() == null
        ? Optional.empty()
        : Optional.ofNullable(container.getState().getTerminated().getMessage());
  }

  /**
   * {@code REPOSITORY@sha256:…}, as the node pulled it; nodes also report ids that no registry
   * knows.
   */
  private static Optional<String> imageDigest(List<Pod> pods) {
    Stream<ContainerStatus> servers =
        pods.stream()
            .filter(p -> p.getStatus() != null)
            .flatMap(p -> p.getStatus().getContainerStatuses().stream())
            .filter(c -> PodTemplate.SERVER.equals(c.getName()));
    return servers
        .map(ContainerStatus::getImageID)
        .filter(id -> id != null && id.contains("@sha256:"))
        .map(id -> id.substring(id.indexOf('@') + 1))
        .findFirst();
  }
}
