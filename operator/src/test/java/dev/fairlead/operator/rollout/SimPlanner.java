package dev.fairlead.operator.rollout;

import dev.fairlead.operator.rollout.SimDeployment.Failure;
import dev.fairlead.operator.rollout.SimSpec.Kind;
import dev.fairlead.operator.rollout.WayBack.Cause;
import dev.fairlead.operator.rollout.WayBack.Memory;
import dev.fairlead.operator.rollout.analysis.Judgement.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * From what is seen to what is done. The decisions are the operator's own ({@link WayBack}, {@link
 * Incumbent}, {@link Shelf}, the strategies); their order is that of its planner, which makes
 * objects of Kubernetes beside.
 *
 * @param spec what the user wants
 * @param seen what there is
 * @param before the status as it was written last
 * @param news of the pods
 * @param recorded revisions
 * @param inForce the share that every stable pod hands on; -1 while nobody knows
 * @param isBroken whether a revision has nothing to answer with, and will not have by itself
 */
record SimPlanner(
    SimSpec spec,
    SimSight seen,
    SimStatus before,
    SimNews news,
    Set<String> recorded,
    int inForce,
    Predicate<String> isBroken) {
  /** Some hundred steps of the simulated cluster. */
  private static final Duration KEEP_OLD = Duration.ofSeconds(20);

  /** Empty while nothing may be made and nothing is there. */
  Optional<SimPlan> plan() {
    return course().map(this::plan);
  }

  private Optional<SimCourse> course() {
    String wished = spec.wished();
    boolean isKnown = spec.says().pin() == null || recorded.contains(wished);
    if (spec.paused() || !isKnown) {
      return Incumbent.of(seen.selection(), seen.live(), before.stable()).stream()
          .filter(recorded::contains)
          .findFirst()
          .map(target -> new SimCourse(target, true, null));
    }
    return wayBack(wished)
        .decide(seen.live(), seen.selection())
        .filter(back -> recorded.contains(back.stable()))
        .map(back -> new SimCourse(back.stable(), false, back))
        .or(() -> Optional.of(new SimCourse(wished, false, null)));
  }

  private WayBack wayBack(String candidate) {
    Failure kept = seen.failure(candidate);
    Memory memory = counts(kept) ? Memory.COUNTS : Memory.OUTDATED;
    return new WayBack(
        candidate,
        spec.isAborted(),
        spec.says().isAutomatic(),
        kept == null ? Memory.NONE : memory,
        gate(candidate) == Gate.FAILED || isWorse(candidate) || isLate(candidate),
        seen.failed(),
        before.stable());
  }

  private boolean counts(@Nullable Failure kept) {
    return kept != null
        && kept.deadline() >= spec.says().deadline()
        && (kept.isPinned() || spec.says().pin() == null);
  }

  /** By its requests, while it has some. */
  private boolean isWorse(String candidate) {
    return isCanary(candidate)
        && before.progressOf(candidate) != null
        && news.outcome() == Outcome.BAD;
  }

  private boolean isLate(String candidate) {
    RevisionPods pods = seen.pods(candidate);
    int wanted = spec.size().wanted();
    int needed = spec.strategy() == Kind.CANARY ? Math.min(pods.desired(), wanted) : wanted;
    return news.isLate() && seen.deployments().containsKey(candidate) && pods.ready() < needed;
  }

  private SimPlan plan(SimCourse course) {
    String target = course.target();
    var shelf =
        Shelf.of(seen.live(), seen.failed(), target, course.isHeld(), kept(course).orElse(null));
    RolloutInput input = seen.input(course, spec.size(), shown(course, shelf));
    Gate gate = course.isFree() ? gate(target) : Gate.OPEN;
    Canary walker = canary(target, gate);
    CanaryDecision canary =
        course.isFree() && isCanary(target) ? underWay(walker.decide(input)) : null;
    Strategy strategy =
        canary == null
            ? new Gated(gate, strategy(course))
            : later -> walker.decide(later).rollout();
    return new SimPlan(
        course,
        input,
        strategy,
        shelf.complete(strategy.decide(input)),
        gate,
        walker,
        canary,
        failures(course, gate, canary));
  }

  /** The revision whose failure counts. */
  private Optional<String> kept(SimCourse course) {
    return Optional.ofNullable(course.wayBack())
        .filter(back -> back.cause() == Cause.REMEMBERED || back.cause() == Cause.FAILED)
        .map(back -> spec.wished());
  }

  private static @Nullable CanaryDecision underWay(CanaryDecision decision) {
    return decision.rollout().step() == RolloutDecision.Step.DONE ? null : decision;
  }

  /** As the planner: who leads is there, if only to be made again. */
  private List<RevisionPods> shown(SimCourse course, Shelf shelf) {
    var shown = new ArrayList<>(shelf.without(seen.live()));
    boolean isBeside = course.isFree() && isGuarded();
    if (seen.selection() instanceof Selection.One one
        && (course.isHeld() || (isBeside && !one.revision().equals(course.target())))
        && !seen.deployments().containsKey(one.revision())
        && hasServed(one.revision())) {
      shown.add(seen.pods(one.revision()));
    }
    return shown;
  }

  private boolean isGuarded() {
    return spec.says().pin() == null
        && switch (spec.strategy()) {
          case BLUE_GREEN, UNAPPROVED, CANARY -> true;
          case ROLLING, RECREATE -> false;
        };
  }

  private boolean hasServed(String revision) {
    return WayBack.hasServed(seen.live(), revision, before.stable());
  }

  /** Open where nothing is asked of it. */
  private Gate gate(String candidate) {
    CanaryProgress progress = before.progressOf(candidate);
    boolean hasShare = progress != null && progress.hasBegun();
    boolean isAsked =
        isGuarded() && !hasShare && beside(candidate).filter(this::hasServed).isPresent();
    if (!isAsked) {
      return Gate.OPEN;
    }
    Failure kept = seen.failure(candidate);
    return kept != null && kept.isOfGate() && counts(kept) ? Gate.FAILED : news.gate();
  }

  /** Who has the requests beside a candidate that has none. */
  private Optional<String> beside(String candidate) {
    return switch (seen.selection()) {
      case Selection.One one -> Optional.of(one.revision()).filter(r -> !r.equals(candidate));
      case Selection.All all when seen.pods(candidate).desired() == 0 ->
          WayBack.best(seen.live(), candidate, seen.failed());
      case Selection.All all -> Optional.empty();
      case Selection.None none -> Optional.empty();
    };
  }

  /** Not beside a revision that has never served: there is nothing to share out. */
  private boolean isCanary(String candidate) {
    return spec.strategy() == Kind.CANARY
        && spec.says().pin() == null
        && (!(seen.selection() instanceof Selection.One one)
            || one.revision().equals(candidate)
            || hasServed(one.revision()));
  }

  private Canary canary(String candidate, Gate gate) {
    CanaryProgress progress = before.progressOf(candidate);
    Outcome outcome =
        progress == null && news.outcome() == Outcome.BAD ? Outcome.OPEN : news.outcome();
    boolean hasFailed = counts(seen.failure(candidate)) || gate == Gate.FAILED;
    return new Canary(
        spec.canary().list(),
        before.progress(),
        hasFailed ? Outcome.BAD : outcome,
        spec.canary().areApproved(),
        inForce,
        isNeeded(candidate),
        gate,
        null);
  }

  private boolean isNeeded(String candidate) {
    List<RevisionPods> there =
        seen.live().stream().filter(r -> !r.revision().equals(candidate) && !r.isGone()).toList();
    return !there.isEmpty() && there.stream().allMatch(r -> isBroken.test(r.revision()));
  }

  /** But for the steps of a canary. */
  private Strategy strategy(SimCourse course) {
    boolean isBack = course.wayBack() != null;
    boolean isKept = course.target().equals(before.keeper());
    Strategy strategy =
        switch (spec.strategy()) {
          case ROLLING -> Rolling::decide;
          case RECREATE -> Recreate::decide;
          case BLUE_GREEN, UNAPPROVED ->
              new BlueGreen(
                  isBack || !spec.isUnapproved(),
                  isKept ? before.keptSince() : null,
                  isBack ? Duration.ZERO : KEEP_OLD);
          case CANARY -> new BlueGreen(true, null, Duration.ZERO);
        };
    return isBack && spec.strategy() != Kind.RECREATE
        ? new TakenBack(spec.wished(), strategy)
        : strategy;
  }

  /** What holds a revision back now; of one that no longer matters, what was written before. */
  private Map<String, Failure> failures(
      SimCourse course, Gate gate, @Nullable CanaryDecision canary) {
    var failures = new HashMap<String, Failure>();
    for (String revision : seen.failed()) {
      failures.put(revision, seen.failure(revision));
    }
    failures.remove(course.target());
    if (course.isHeld()) {
      return failures;
    }
    if (course.wayBack() != null) {
      String candidate = spec.wished();
      failures.remove(candidate);
      kept(course)
          .ifPresent(revision -> failures.put(revision, failure(candidate, gate(candidate))));
    } else if (gate == Gate.FAILED || (canary != null && hasFailed(course.target()))) {
      failures.put(course.target(), failure(course.target(), gate));
    }
    return failures;
  }

  private boolean hasFailed(String candidate) {
    return counts(seen.failure(candidate)) || isWorse(candidate);
  }

  private Failure failure(String candidate, Gate gate) {
    Failure kept = seen.failure(candidate);
    return kept != null && counts(kept)
        ? kept
        : new Failure(spec.says().deadline(), spec.says().pin() != null, gate == Gate.FAILED);
  }
}
