package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.FailurePolicy;
import dev.fairlead.api.v1alpha1.ModelDeploymentSpec;
import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.api.v1alpha1.Reason;
import dev.fairlead.api.v1alpha1.RolloutSpec;
import dev.fairlead.api.v1alpha1.RolloutStrategy;
import dev.fairlead.operator.observe.Finding;
import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.revision.History;
import dev.fairlead.operator.revision.Revision;
import dev.fairlead.operator.rollout.RevisionPods;
import dev.fairlead.operator.rollout.WayBack;
import dev.fairlead.operator.rollout.WayBack.Cause;
import dev.fairlead.operator.rollout.WayBack.Memory;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds out whether the revision that the spec asks for has failed, or must not take over. */
final class Setbacks {
  /**
   * What is wrong with the version itself. Everything else that a pod can wait for (a node, a
   * Secret, a quota, the source) may come, and is no reason to give a version up.
   */
  private static final Set<Reason> OF_THE_VERSION =
      EnumSet.of(Reason.CRASHED, Reason.OUT_OF_MEMORY);

  private final Observation seen;
  private final ModelDeploymentSpec spec;
  private final RolloutSpec rollout;
  private final Revision candidate;
  private final Optional<Failure> kept;

  private Setbacks(Observation seen, Revision candidate) {
    this.seen = seen;
    this.spec = seen.primary().getSpec();
    this.rollout = Rollouts.of(spec);
    this.candidate = candidate;
    this.kept = Optional.ofNullable(Failure.of(seen.deploymentOf(candidate.name())));
  }

  /**
   * Empty while it may go on, and where there is no other revision to go back to.
   *
   * @param worse what a gate or the analysis has found; empty if nothing
   */
  static Optional<Setback> of(
      Observation seen, History history, Revision candidate, Optional<Failure> worse) {
    var setbacks = new Setbacks(seen, candidate);
    Optional<Failure> now = worse.or(setbacks::failure);
    return setbacks
        .wayBack(now.isPresent())
        .decide(seen.live(), seen.selection())
        .flatMap(
            back ->
                history
                    .named(back.stable())
                    .map(stable -> setbacks.setback(stable, back.cause(), now)));
  }

  private WayBack wayBack(boolean hasFailed) {
    return new WayBack(
        candidate.name(),
        Rollouts.names(rollout.abort(), candidate),
        rollout.onFailure() != FailurePolicy.Pause,
        kept.map(failure -> failure.counts(spec) ? Memory.COUNTS : Memory.OUTDATED)
            .orElse(Memory.NONE),
        hasFailed,
        failed(seen),
        stableBefore(seen));
  }

  /** Live revisions of which a failure is kept. */
  static Set<String> failed(Observation seen) {
    return seen.live().stream()
        .map(RevisionPods::revision)
        .filter(r -> Failure.of(seen.deploymentOf(r)) != null)
        .collect(Collectors.toSet());
  }

  private static @Nullable String stableBefore(Observation seen) {
    ModelDeploymentStatus previous = seen.previous();
    return previous == null ? null : previous.stableRevision();
  }

  /** Of the others, the one that is nearest to having all the requests, and has not failed. */
  static Optional<String> best(Observation seen, String candidate) {
    return WayBack.best(seen.live(), candidate, failed(seen));
  }

  /** Else nobody would be better off with it. */
  static boolean hasServed(Observation seen, String stable) {
    return WayBack.hasServed(seen.live(), stable, stableBefore(seen));
  }

  private Setback setback(Revision stable, Cause cause, Optional<Failure> now) {
    return switch (cause) {
      case ABORTED -> aborted(stable);
      case REMEMBERED -> rolledBack(stable, kept.orElseThrow(), kept.orElseThrow());
      case MAKES_WAY -> rolledBack(stable, kept.orElseThrow(), null);
      case FAILED -> rolledBack(stable, now.orElseThrow(), now.orElseThrow());
    };
  }

  private Setback aborted(Revision stable) {
    return new Setback(
        candidate.name(),
        stable,
        Reason.ABORTED,
        "spec.rollout.abort is %s: revision %s does not take over from %s"
            .formatted(rollout.abort(), candidate.name(), stable.name()),
        null);
  }

  /**
   * Whether it has nothing to answer with and will not have by itself: it crashes, or nothing of it
   * moves any more. One whose pods have just been moved, or come back from zero, is not broken.
   */
  static boolean isBroken(Observation seen, String stable) {
    RevisionPods pods = seen.pods(stable);
    return pods.pods() > 0
        && pods.ready() == 0
        && (seen.finding(stable).filter(f -> OF_THE_VERSION.contains(f.reason())).isPresent()
            || isLate(seen, stable));
  }

  private Setback rolledBack(Revision stable, Failure what, @Nullable Failure toKeep) {
    return new Setback(
        candidate.name(),
        stable,
        Reason.ROLLED_BACK,
        "revision %s was taken back: %s; revision %s has the requests"
            .formatted(candidate.name(), what.message(), stable.name()),
        toKeep);
  }

  private Optional<Failure> failure() {
    RevisionPods pods = seen.pods(candidate.name());
    int wanted = wanted(pods);
    if (pods.ready() >= wanted || !isLate(seen, candidate.name())) {
      return Optional.empty();
    }
    String numbers =
        "nothing moved for %s (spec.rollout.progressDeadline), %d of %d pods ready"
            .formatted(GoDuration.format(Sizes.progressDeadline(spec)), pods.ready(), wanted);
    Optional<Finding> finding = seen.finding(candidate.name());
    if (finding.isEmpty()) {
      return wasSaidToBeLate() ? Optional.of(Failure.of(spec, null, numbers)) : Optional.empty();
    }
    return finding
        .filter(f -> OF_THE_VERSION.contains(f.reason()))
        .map(f -> "%s; %s: %s".formatted(numbers, f.reason().value(), f.message()))
        .map(message -> Failure.of(spec, null, message));
  }

  /** A canary's candidate has no more pods than its step needs. */
  private int wanted(RevisionPods pods) {
    int wanted = Sizes.of(spec).wanted();
    return rollout.strategy() == RolloutStrategy.Canary ? Math.min(pods.desired(), wanted) : wanted;
  }

  private static boolean isLate(Observation seen, String revision) {
    return Standstill.lateAt(seen, revision, null)
        .filter(at -> !seen.now().isBefore(at))
        .isPresent();
  }

  /**
   * Whether the status says so already. It knows of files that still arrive, which nothing here
   * does; and nobody is taken back before it was told.
   */
  private boolean wasSaidToBeLate() {
    ModelDeploymentStatus previous = seen.previous();
    return previous != null
        && candidate.name().equals(previous.candidateRevision())
        && previous.conditions() != null
        && previous.conditions().stream()
            .anyMatch(
                c ->
                    "Stalled".equals(c.getType())
                        && Reason.PROGRESS_DEADLINE_EXCEEDED.value().equals(c.getReason()));
  }
}
