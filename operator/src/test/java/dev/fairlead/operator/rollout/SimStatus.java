package dev.fairlead.operator.rollout;

import dev.fairlead.operator.rollout.RolloutDecision.Step;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * What the status remembers, which outlives the operator and can be lost.
 *
 * @param stable the revision that served last
 * @param keeper the revision that keeps old pods beside it
 * @param keptSince since when; null without one
 * @param progress of a canary; null while none is under way
 */
record SimStatus(
    @Nullable String stable,
    @Nullable String keeper,
    @Nullable Instant keptSince,
    @Nullable CanaryProgress progress) {
  static final SimStatus NOTHING = new SimStatus(null, null, null, null);

  /** How far the canary of that candidate is; null where none is under way. */
  @Nullable CanaryProgress progressOf(String candidate) {
    return progress != null && progress.revision().equals(candidate) ? progress : null;
  }

  /** What it says after that plan; {@code isReady} is whether its target serves all requests. */
  SimStatus after(SimPlan plan, SimSight seen, boolean isReady) {
    String next = stable(plan, seen, isReady);
    Step step = plan.decision().step();
    if (step == Step.FROZEN || (step == Step.DONE && !plan.input().isAlone())) {
      return new SimStatus(next, keeper, keptSince, progress);
    }
    String target = plan.course().target();
    CanaryProgress canary = plan.canary() == null ? null : plan.canary().progress();
    return step == Step.KEEPING
        ? new SimStatus(next, target, target.equals(keeper) ? keptSince : seen.now(), canary)
        : new SimStatus(next, null, null, canary);
  }

  private @Nullable String stable(SimPlan plan, SimSight seen, boolean isReady) {
    if (isReady || plan.course().wayBack() != null) {
      return plan.course().target();
    }
    if (stable != null && seen.deployments().containsKey(stable)) {
      return stable;
    }
    return seen.live().stream()
        .filter(r -> r.serving() > 0)
        .max(
            Comparator.comparing((RevisionPods r) -> !r.revision().equals(plan.course().target()))
                .thenComparingInt(RevisionPods::serving)
                .thenComparingLong(RevisionPods::number))
        .map(RevisionPods::revision)
        .orElse(stable);
  }
}
