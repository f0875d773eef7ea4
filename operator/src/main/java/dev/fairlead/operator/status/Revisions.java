package dev.fairlead.operator.status;

import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.api.v1alpha1.RevisionImageStatus;
import dev.fairlead.api.v1alpha1.RevisionModelStatus;
import dev.fairlead.api.v1alpha1.RevisionState;
import dev.fairlead.api.v1alpha1.RevisionStatus;
import dev.fairlead.operator.observe.ModelPod;
import dev.fairlead.operator.observe.TerminationLine;
import dev.fairlead.operator.plan.Failure;
import dev.fairlead.operator.plan.Setback;
import dev.fairlead.operator.revision.Ending;
import dev.fairlead.operator.revision.History;
import dev.fairlead.operator.revision.Learned;
import dev.fairlead.operator.revision.Resolved;
import dev.fairlead.operator.revision.Revision;
import dev.fairlead.operator.rollout.RevisionPods;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The recorded revisions, as the status lists them: what is known of a revision's files and image
 * stays when its pods are gone.
 */
final class Revisions {
  private Revisions() {}

  static List<RevisionStatus> of(Situation situation, Verdict verdict) {
    return situation.plan().history().newestFirst().map(r -> of(r, situation, verdict)).toList();
  }

  private static RevisionStatus of(Revision revision, Situation situation, Verdict verdict) {
    RevisionStatus before = before(revision.name(), situation.previous());
    Learned known = situation.seen().learned(revision.name());
    List<ModelPod> pods = situation.seen().podsOf(revision.name());
    boolean isLive = situation.seen().deploymentOf(revision.name()) != null;
    RevisionPods counts = situation.seen().pods(revision.name());
    RevisionState state = state(revision, situation, verdict);
    Ending ending = ending(revision, state, situation, verdict);
    return new RevisionStatus(
        revision.name(),
        revision.number(),
        revision.declared().version(),
        model(revision, known, pods),
        new RevisionImageStatus(
            revision.image(),
            situation.plan().pin(situation.seen(), revision).digest().orElse(null)),
        createdAt(revision, before, situation),
        (known.isPromoted() || hasAllRequests(revision, situation)) ? true : null,
        state,
        ending == null ? reason(revision, state, situation, verdict) : ending.reason(),
        ending == null ? null : ending.message(),
        isLive ? counts.pods() : null,
        isLive ? counts.ready() : null);
  }

  /** Why it does not go on, for as long as it is not tried again. */
  private static @Nullable Ending ending(
      Revision revision, RevisionState state, Situation situation, Verdict verdict) {
    return switch (state) {
      case Pending, Serving -> null;
      case Draining, Retired -> situation.seen().learned(revision.name()).ending();
      case Failed -> failure(revision, situation, verdict);
    };
  }

  /** Null where the verdict speaks of something else than what is there, such as a bad spec. */
  private static @Nullable Ending failure(Revision revision, Situation situation, Verdict verdict) {
    Setback setback = situation.plan().setback();
    if (setback != null && setback.candidate().equals(revision.name())) {
      Failure failure = setback.failure();
      return new Ending(
          setback.reason().value(), failure == null ? setback.message() : failure.message());
    }
    return situation.plan().isDeclared()
        ? new Ending(verdict.reason().value(), verdict.message())
        : null;
  }

  private static @Nullable String reason(
      Revision revision, RevisionState state, Situation situation, Verdict verdict) {
    if (state == RevisionState.Failed) {
      return verdict.reason().value();
    }
    return revision.isTracked() ? "Tracked" : refresh(revision, situation.plan().history());
  }

  /** The owner's words, of the revision that was made for them and of none after it. */
  private static @Nullable String refresh(Revision revision, History history) {
    String refresh = revision.declared().refresh();
    boolean isAnother =
        history
            .before(revision)
            .filter(before -> !Objects.equals(before.declared().refresh(), refresh))
            .isPresent();
    return isAnother ? refresh : null;
  }

  private static RevisionModelStatus model(Revision revision, Learned known, List<ModelPod> pods) {
    Optional<TerminationLine.Fetched> fetched =
        pods.stream().flatMap(p -> p.fetched().stream()).findFirst();
    Optional<Resolved> resolved = Optional.ofNullable(revision.resolved());
    return new RevisionModelStatus(
        revision.declared().uri(),
        resolved.map(Resolved::uri).orElse(null),
        fetched
            .map(TerminationLine.Fetched::digest)
            .or(() -> Optional.ofNullable(known.modelDigest()))
            .or(() -> resolved.map(Resolved::digest))
            .orElse(null),
        fetched
            .map(TerminationLine.Fetched::bytes)
            .or(() -> Optional.ofNullable(known.modelBytes()))
            .or(() -> resolved.map(Resolved::bytes))
            .orElse(null));
  }

  /** Of the record; of now, where it has only just been written. */
  private static String createdAt(
      Revision revision, @Nullable RevisionStatus before, Situation situation) {
    if (revision.createdAt() != null) {
      return revision.createdAt();
    }
    return before == null
        ? situation.seen().now().truncatedTo(ChronoUnit.SECONDS).toString()
        : before.createdAt();
  }

  private static boolean hasAllRequests(Revision revision, Situation situation) {
    return revision.name().equals(situation.target()) && situation.serves();
  }

  private static RevisionState state(Revision revision, Situation situation, Verdict verdict) {
    boolean isTarget = revision.name().equals(situation.target());
    if (situation.seen().pods(revision.name()).serving() > 0
        || CanarySteps.hasShare(situation, revision.name())) {
      return RevisionState.Serving;
    }
    Setback setback = situation.plan().setback();
    if (setback != null && setback.candidate().equals(revision.name())) {
      return RevisionState.Failed;
    }
    if (situation.seen().deploymentOf(revision.name()) == null && !isTarget) {
      return RevisionState.Retired;
    }
    if (!isTarget) {
      return RevisionState.Draining;
    }
    return verdict.stalled() == null || setback != null
        ? RevisionState.Pending
        : RevisionState.Failed;
  }

  private static @Nullable RevisionStatus before(
      String name, @Nullable ModelDeploymentStatus previous) {
    return previous == null || previous.revisions() == null
        ? null
        : previous.revisions().stream().filter(r -> r.name().equals(name)).findFirst().orElse(null);
  }
}
