package dev.fairlead.operator.rollout;

import dev.fairlead.operator.rollout.CanaryDecision.Phase;
import dev.fairlead.operator.rollout.analysis.Judgement.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A candidate gets a growing share of the requests for as long as it does well. The Service leads
 * to the stable pods alone, as many as ever, which hand the share on: so they can take all of it
 * back at once. After the last step the candidate grows to full size and takes over as with {@link
 * BlueGreen}.
 *
 * @param steps at least one, weights rising
 * @param before what was kept; null where there is nothing
 * @param outcome what is known of the candidate by its requests; {@code GOOD} where nobody asks
 * @param isApproved whether a person agrees with this candidate
 */
public record Canary(
    List<CanaryStep> steps, @Nullable CanaryProgress before, Outcome outcome, boolean isApproved) {
  public Canary {
    steps = List.copyOf(steps);
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("a canary has at least one step");
    }
  }

  /** The next step. */
  public CanaryDecision decide(RolloutInput in) {
    CanaryProgress kept = kept(in.target());
    if (isPromoted(in, kept)) {
      RolloutDecision takeOver = new BlueGreen(true, null, Duration.ZERO).decide(in);
      return new CanaryDecision(takeOver, weight(in, kept), kept, Phase.PROMOTED);
    }
    RolloutDecision beside = new BlueGreen(false, null, Duration.ZERO).decide(in);
    if (in.frozen()) {
      return new CanaryDecision(beside, weight(in, kept), kept, Phase.HELD);
    }
    Phase phase = phase(in, kept);
    CanaryProgress next = next(in, kept, phase);
    int size = in.targetPods().towards(Math.max(pods(in, next), needed(in)));
    return new CanaryDecision(
        beside.sized(in.target(), size, wait(in, next)),
        phase == Phase.FAILED ? 0 : weight(in, next),
        next,
        phase);
  }

  private CanaryProgress kept(String target) {
    return before != null && before.revision().equals(target)
        ? before
        : new CanaryProgress(target, 0, null);
  }

  /** Who has all the requests is not asked again, whatever was forgotten. */
  private boolean isPromoted(RolloutInput in, CanaryProgress kept) {
    return kept.step() >= steps.size()
        || in.selection().equals(new Selection.One(in.target()))
        || in.size().wanted() == 0
        || in.isAlone();
  }

  private Phase phase(RolloutInput in, CanaryProgress kept) {
    if (outcome == Outcome.BAD) {
      return Phase.FAILED;
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
    return step.needsApproval() && !isApproved ? Phase.APPROVAL : Phase.NEXT;
  }

  /** One step at a time, and never back. */
  private CanaryProgress next(RolloutInput in, CanaryProgress kept, Phase phase) {
    if (phase == Phase.NEXT) {
      return new CanaryProgress(kept.revision(), kept.step() + 1, null);
    }
    boolean begins =
        phase == Phase.PODS && kept.since() == null && in.targetPods().ready() >= pods(in, kept);
    return begins ? new CanaryProgress(kept.revision(), kept.step(), in.now()) : kept;
  }

  /** Pods that the step needs; all of them after the last. */
  private int pods(RolloutInput in, CanaryProgress progress) {
    int wanted = in.size().wanted();
    return progress.step() < steps.size() ? steps.get(progress.step()).pods(wanted) : wanted;
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
    if (since == null || progress.step() >= steps.size()) {
      return null;
    }
    Duration left = Duration.between(in.now(), since.plus(steps.get(progress.step()).hold()));
    return left.isPositive() ? left : null;
  }
}
