package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.CanaryStatus;
import dev.fairlead.api.v1alpha1.MirrorSpec;
import dev.fairlead.api.v1alpha1.MirrorStatus;
import dev.fairlead.api.v1alpha1.ModelDeploymentSpec;
import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.api.v1alpha1.Reason;
import dev.fairlead.api.v1alpha1.RolloutSpec;
import dev.fairlead.api.v1alpha1.RolloutStatus;
import dev.fairlead.api.v1alpha1.RolloutStrategy;
import dev.fairlead.api.v1alpha1.VerificationSpec;
import dev.fairlead.operator.observe.ModelPod;
import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.revision.History;
import dev.fairlead.operator.revision.Revision;
import dev.fairlead.operator.rollout.Gate;
import dev.fairlead.operator.rollout.Selection;
import dev.fairlead.operator.rollout.analysis.Judgement.Outcome;
import dev.fairlead.operator.rollout.analysis.MirrorJudgement;
import dev.fairlead.operator.rollout.analysis.Readings;
import dev.fairlead.operator.rollout.verify.GoldenAnswers;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code spec.rollout.verification} and {@code spec.rollout.mirror} ask of a candidate before
 * its first request. What was answered to golden requests is not kept anywhere: after a restart of
 * the operator they are asked again, which takes a moment and harms nobody. That a mirror was
 * passed is kept in the status, since real requests take their time.
 */
public final class Gating {
  private final Observation seen;
  private final String stable;
  private final String candidate;
  private final @Nullable VerificationSpec verification;
  private final @Nullable Readings readings;
  private final @Nullable GoldenAnswers answers;
  private final @Nullable MirrorCourse mirror;

  private Gating(
      Observation seen,
      String stable,
      String candidate,
      RolloutSpec rollout,
      @Nullable Readings readings,
      @Nullable GoldenAnswers answers) {
    this.seen = seen;
    this.stable = stable;
    this.candidate = candidate;
    this.verification = rollout.verification();
    this.readings = readings;
    this.answers = answers != null && answers.revision().equals(candidate) ? answers : null;
    MirrorSpec spec = isComparable() ? rollout.mirror() : null;
    this.mirror = spec == null ? null : mirror(spec);
  }

  /**
   * What serves is no measure where it answers nothing, and for whoever had all the requests
   * before: on the way back a difference is what is hoped for.
   */
  private boolean isComparable() {
    return !Setbacks.isBroken(seen, stable) && !wasPromoted();
  }

  /** Itself, or another revision that runs the same: of a reference that moved back. */
  private boolean wasPromoted() {
    Optional<Revision> own = seen.history().named(candidate);
    return seen.history().revisions().stream()
        .filter(revision -> own.filter(revision::runsLike).isPresent())
        .anyMatch(revision -> seen.learned(revision.name()).isPromoted());
  }

  /**
   * Empty where nothing is asked for, for a pin, which is a person's word, beside a revision that
   * has never served, and for who is past it: who gets requests already. While the Service leads to
   * all, that is whoever has pods.
   */
  static Optional<Gating> of(
      Observation seen,
      String candidate,
      @Nullable Readings readings,
      @Nullable GoldenAnswers answers) {
    RolloutSpec rollout = Rollouts.of(seen.primary().getSpec());
    if ((rollout.verification() == null && rollout.mirror() == null)
        || (rollout.strategy() != RolloutStrategy.Canary
            && rollout.strategy() != RolloutStrategy.BlueGreen)
        || rollout.pinnedRevision() != null
        || hasShare(seen, candidate)) {
      return Optional.empty();
    }
    return stable(seen, candidate)
        .filter(stable -> Setbacks.hasServed(seen, stable))
        .map(stable -> new Gating(seen, stable, candidate, rollout, readings, answers));
  }

  /** Who has the requests beside a candidate that has none. */
  private static Optional<String> stable(Observation seen, String candidate) {
    return switch (seen.selection()) {
      case Selection.One one -> Optional.of(one.revision()).filter(r -> !r.equals(candidate));
      case Selection.All all when seen.pods(candidate).desired() == 0 ->
          Setbacks.best(seen, candidate);
      case Selection.All all -> Optional.empty();
      case Selection.None none -> Optional.empty();
    };
  }

  /** The candidate that is to answer golden requests now, as the status names it. */
  public static Optional<String> verifies(Observation seen) {
    RolloutStatus rollout = before(seen);
    return rollout == null || Boolean.TRUE.equals(seen.primary().getSpec().paused())
        ? Optional.empty()
        : of(seen, rollout.revision(), null, null)
            .filter(gating -> gating.verification != null && gating.kept() == null)
            .map(gating -> gating.candidate);
  }

  /** Whether its canary's first step has begun: it was let through before. */
  private static boolean hasShare(Observation seen, String candidate) {
    RolloutStatus rollout = before(seen);
    CanaryStatus canary = rollout == null ? null : rollout.canary();
    return rollout != null
        && canary != null
        && rollout.revision().equals(candidate)
        && Canaries.progress(rollout.revision(), canary).hasBegun();
  }

  private static @Nullable RolloutStatus before(Observation seen) {
    ModelDeploymentStatus previous = seen.previous();
    return previous == null ? null : previous.rollout();
  }

  /** Why nothing can be mirrored; empty if it can, or need not. */
  Optional<Setback> impossible(History history) {
    return mirror == null
        ? Optional.empty()
        : history
            .named(stable)
            .filter(revision -> !LiveSettings.areReadBy(revision))
            .map(this::setback);
  }

  private Setback setback(Revision serving) {
    return new Setback(
        candidate,
        serving,
        Reason.MIRROR_NOT_POSSIBLE,
        "revision %s, which serves, cannot mirror requests: it has a server that is none of"
                .formatted(serving.name())
            + " Fairlead's, or was made before mirrors were known; remove spec.rollout.mirror for"
            + " this version",
        null);
  }

  /** That it answers otherwise than it should; empty while nobody knows that. */
  Optional<Failure> worse() {
    return Optional.ofNullable(failure());
  }

  /** Where it stands. */
  GateCourse decide() {
    Failure failure = failure();
    return new GateCourse(candidate, gate(failure), isVerified(), answers, mirror, failure);
  }

  private Gate gate(@Nullable Failure failure) {
    if (failure != null) {
      return Gate.FAILED;
    }
    boolean isMirrored = mirror == null || mirror.isPassed();
    // what has begun goes on while one of its pods is replaced
    boolean isMirroring = mirror != null && !isMirrored && mirror.since() != null;
    if (!isVerified() && !isMirroring) {
      return Gate.VERIFY;
    }
    return isMirrored ? Gate.OPEN : Gate.MIRROR;
  }

  /** Of all its ready pods, and of one at least. */
  private boolean isVerified() {
    if (verification == null) {
      return true;
    }
    GoldenAnswers known = answers;
    List<ModelPod> ready = seen.podsOf(candidate).stream().filter(ModelPod::isReady).toList();
    return known != null
        && known.isReadable()
        && !ready.isEmpty()
        && ready.stream().allMatch(pod -> known.passed().contains(pod.name()));
  }

  private MirrorCourse mirror(MirrorSpec spec) {
    LiveSettings.Mirror settings = Mirrors.settings(spec);
    MirrorStatus before = status();
    MirrorJudgement judgement = judgement(spec);
    if (before != null && before.passed()) {
      return new MirrorCourse(settings, Times.parse(before.since()), true, judgement);
    }
    return new MirrorCourse(
        settings,
        since(settings, before),
        judgement != null && judgement.outcome() == Outcome.GOOD,
        judgement);
  }

  /** Since when it is in force everywhere; it keeps its time while it is what is written. */
  private @Nullable Instant since(LiveSettings.Mirror settings, @Nullable MirrorStatus before) {
    LiveSettings written = InForce.written(seen).orElse(null);
    if (written == null || !settings.equals(written.mirror())) {
      return null;
    }
    Instant since = before == null ? null : Times.parse(before.since());
    if (since != null) {
      return since;
    }
    return InForce.of(seen, stable, readings).isPresent() ? seen.now() : null;
  }

  private @Nullable MirrorJudgement judgement(MirrorSpec spec) {
    return status() == null || readings == null || readings.mirrored() == null
        ? null
        : MirrorJudgement.of(readings.mirrored(), Mirrors.limits(spec));
  }

  private @Nullable MirrorStatus status() {
    RolloutStatus before = before(seen);
    return before != null && before.revision().equals(candidate) ? before.mirror() : null;
  }

  /** It counts for as long as one that missed its deadline would. */
  private @Nullable Failure failure() {
    Failure kept = kept();
    if (kept != null) {
      return kept;
    }
    ModelDeploymentSpec spec = seen.primary().getSpec();
    if (verification != null && answers != null && answers.difference() != null) {
      return Failure.of(spec, Reason.VERIFICATION_FAILED, answers.difference());
    }
    MirrorJudgement judgement = mirror == null || mirror.isPassed() ? null : mirror.judgement();
    return judgement != null && judgement.outcome() == Outcome.BAD
        ? Failure.of(spec, Reason.MIRROR_FAILED, judgement.text())
        : null;
  }

  private @Nullable Failure kept() {
    Failure kept = Failure.of(seen.deploymentOf(candidate));
    return kept != null && kept.gate() != null && kept.counts(seen.primary().getSpec())
        ? kept
        : null;
  }
}
