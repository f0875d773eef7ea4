package dev.fairlead.operator.rollout;

import dev.fairlead.operator.rollout.CanaryDecision.Phase;
import dev.fairlead.operator.rollout.RolloutDecision.Step;
import dev.fairlead.operator.rollout.analysis.Judgement.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A candidate gets a growing share of the requests for as long as it does well. The Service leads
 * to the stable pods alone, as many as ever, which hand the share on, or gateways do that lead to
 * both: so they can take all of it back at once. After the last step the candidate grows to full
 * size and takes over as with {@link BlueGreen}.
 *
 * @param steps at least one, weights rising
 * @param before what was kept, by the steps that there were; null where there is nothing
 * @param outcome what is known of the candidate by its requests; {@code GOOD} where nobody asks
 * @param isApproved whether a person agrees with this candidate
 * @param inForce the share in percent that every stable pod hands on by now, or that every gateway
 *     gives it; -1 while they differ, or nobody knows
 * @param isNeeded whether all others are broken: they hand it no share, and what it gets anyway is
 *     better than no answer
 * @param gate before its first step: once that has begun the candidate is past it
 * @param endedAt when a server of its pods last ended; null where none has, or where that is told
 *     by the requests. Within a step it begins the step anew
 */
public record Canary(
    List<CanaryStep> steps,
    @Nullable CanaryProgress before,
    Outcome outcome,
    boolean isApproved,
    int inForce,
    boolean isNeeded,
    Gate gate,
    @Nullable Instant endedAt) {
  public Canary {
    steps = List.copyOf(steps);
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("a canary has at least one step");
    }
  }

  /** The next step. */
  public CanaryDecision decide(RolloutInput in) {
    CanaryProgress kept = kept(in);
    if (isPromoted(in, kept)) {
      RolloutDecision takeOver = new BlueGreen(true, null, Duration.ZERO).decide(in);
      return new CanaryDecision(
          takeOver, handsOver(in, kept) ? weight(in, kept) : 0, kept, Phase.PROMOTED);
    }
    RolloutDecision beside = BlueGreen.hold(in);
    if (in.frozen()) {
      return new CanaryDecision(beside, isHeld(kept) ? 0 : weight(in, kept), kept, Phase.HELD);
    }
    Phase phase = phase(in, kept);
    CanaryProgress next = next(in, kept, phase);
    int size = isShut(in) ? 0 : in.targetPods().towards(Math.max(pods(in, next), needed(in)));
    return new CanaryDecision(
        at(phase, beside).sized(in.target(), size).lookingAgain(wait(in, next)),
        phase == Phase.FAILED || isHeld(next) ? 0 : weight(in, next),
        next,
        phase);
  }

  /** Whether it may not have any request yet. */
  private boolean isHeld(CanaryProgress progress) {
    return gate != Gate.OPEN && !progress.hasBegun();
  }

  /** A step in which nobody is wanted, or a server ended, begins anew. */
  private CanaryProgress kept(RolloutInput in) {
    if (before == null || !before.revision().equals(in.target())) {
      return CanaryProgress.first(in.target(), steps);
    }
    CanaryProgress kept = before.by(steps);
    if (in.size().wanted() == 0) {
      return kept.withoutPods();
    }
    return endedAt != null && kept.isInterruptedBy(endedAt) ? kept.interrupted(endedAt) : kept;
  }

  /** Whether it has no pod: none is wanted, or the Service would lead to it. */
  private static boolean isShut(RolloutInput in) {
    return in.size().wanted() == 0 || (in.selection() instanceof Selection.All && in.isBeside());
  }

  /** Who has all the requests is not asked again, whatever was forgotten. */
  private boolean isPromoted(RolloutInput in, CanaryProgress kept) {
    return (hasDoneAll(kept) && outcome != Outcome.BAD)
        || in.selection().equals(new Selection.One(in.target()))
        || (!in.isBeside() && (in.size().wanted() == 0 || in.isAlone()))
        || standsIn(in, kept);
  }

  private boolean hasDoneAll(CanaryProgress progress) {
    return progress.step() == steps.size();
  }

  /** Past its gate, and not known to be bad. */
  private boolean standsIn(RolloutInput in, CanaryProgress kept) {
    return isNeeded
        && in.targetPods().ready() > 0
        && in.others().stream().allMatch(other -> other.ready() == 0)
        && !isHeld(kept)
        && outcome != Outcome.BAD;
  }

  /** Until the Service leads to it alone it keeps the share of its last step. */
  private boolean handsOver(RolloutInput in, CanaryProgress kept) {
    return hasDoneAll(kept)
        && in.size().wanted() > 0
        && !in.isAlone()
        && !in.selection().equals(new Selection.One(in.target()));
  }

  /** While it has a share and is watched, that is the step; what the Service does counts more. */
  private static RolloutDecision at(Phase phase, RolloutDecision beside) {
    if (beside.step() == Step.SWITCHING) {
      return beside;
    }
    return switch (phase) {
      case TIME, EVIDENCE -> beside.at(Step.ANALYZING);
      case APPROVAL -> beside.at(Step.AWAITING_APPROVAL);
      case PODS, NEXT, FAILED -> beside.at(Step.STARTING);
      case VERIFICATION -> beside.at(Step.VERIFYING);
      case MIRROR -> beside.at(Step.MIRRORING);
      case PROMOTED, HELD -> beside;
    };
  }

  private Phase phase(RolloutInput in, CanaryProgress kept) {
    if (outcome == Outcome.BAD) {
      return Phase.FAILED;
    }
    if (isHeld(kept)) {
      return in.targetPods().ready() == 0 ? Phase.PODS : held();
    }
    Instant since = kept.since();
    if (since == null || in.targetPods().ready() < pods(in, kept)) {
      return Phase.PODS;
    }
    CanaryStep step = steps.get(kept.step());
    if (in.now().isBefore(since.plus(step.hold()))) {
      return Phase.TIME;
    }
    if (outcome == Outcome.OPEN) {
      return Phase.EVIDENCE;
    }
    if (step.needsApproval() && !isApproved) {
      return Phase.APPROVAL;
    }
    // time alone proves nothing: it may have been without its share
    return inForce >= step.weight() ? Phase.NEXT : Phase.PODS;
  }

  private Phase held() {
    return switch (gate) {
      case VERIFY -> Phase.VERIFICATION;
      case MIRROR -> Phase.MIRROR;
      case OPEN, FAILED -> Phase.FAILED;
    };
  }

  /** One step at a time, and back only where the list was edited. */
  private CanaryProgress next(RolloutInput in, CanaryProgress kept, Phase phase) {
    if (phase == Phase.NEXT) {
      return kept.next(steps);
    }
    boolean begins =
        phase == Phase.PODS
            && !isHeld(kept)
            && !isShut(in)
            && kept.since() == null
            && in.targetPods().ready() >= pods(in, kept)
            && inForce == steps.get(kept.step()).weight();
    return begins ? kept.begun(in.now()) : kept;
  }

  /** Pods that the step needs; all of them after the last. */
  private int pods(RolloutInput in, CanaryProgress progress) {
    int wanted = in.size().wanted();
    return hasDoneAll(progress) ? wanted : steps.get(progress.step()).pods(wanted);
  }

  /** Where the Service leads to it, as after another strategy, none of its pods is given up. */
  private static int needed(RolloutInput in) {
    return in.selection().reaches(in.target())
        ? Math.min(in.targetPods().desired(), in.size().wanted())
        : 0;
  }

  /** The share of the last step that it has the pods for. */
  private int weight(RolloutInput in, CanaryProgress progress) {
    int ready = in.targetPods().ready();
    return steps.subList(0, Math.min(progress.step() + 1, steps.size())).stream()
        .filter(step -> ready >= step.pods(in.size().wanted()))
        .mapToInt(CanaryStep::weight)
        .max()
        .orElse(0);
  }

  /** Until the step may be over; null while it has not begun, or time alone ends it no more. */
  private @Nullable Duration wait(RolloutInput in, CanaryProgress progress) {
    Instant since = progress.since();
    if (since == null || hasDoneAll(progress)) {
      return null;
    }
    Duration left = Duration.between(in.now(), since.plus(steps.get(progress.step()).hold()));
    return left.isPositive() ? left : null;
  }
}
