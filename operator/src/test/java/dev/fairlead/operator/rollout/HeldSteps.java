package dev.fairlead.operator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.operator.rollout.CanaryDecision.Phase;
import dev.fairlead.operator.rollout.analysis.Judgement.Outcome;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * Watches a canary over all of its decisions, with a memory of its own: whoever takes over by its
 * steps has held the last one of today's list, to the end and with the approval that it asks for,
 * and is not known to be bad.
 */
final class HeldSteps {
  /**
   * The beginning of a step.
   *
   * @param since when
   * @param share that was in force then, in percent
   */
  private record Begun(Instant since, int share) {}

  private final Set<Begun> begun = new HashSet<>();
  private final Set<CanaryStep> held = new HashSet<>();

  /** Looks at the next decision. */
  void check(SimPlan plan) {
    CanaryDecision canary = plan.canary();
    if (canary == null) {
      return;
    }
    Canary walker = plan.walker();
    CanaryProgress before = walker.before();
    if (before == null || !before.revision().equals(canary.progress().revision())) {
      begun.clear();
      held.clear();
    }
    if (canary.phase() == Phase.NEXT) {
      hold(walker, canary.progress().step() - 1, plan.input().now());
    }
    if (canary.phase() == Phase.PROMOTED && plan.input().isBeside() && !walker.isNeeded()) {
      assertThat(walker.outcome()).as("known to be bad").isNotEqualTo(Outcome.BAD);
      assertThat(held).as("its last step").anyMatch(walker.steps().getLast()::isMetBy);
    }
    Instant since = canary.progress().since();
    if (since != null && since.equals(plan.input().now())) {
      begun.add(new Begun(since, walker.inForce()));
    }
  }

  private void hold(Canary walker, int index, Instant now) {
    CanaryStep step = walker.steps().get(index);
    Instant since = walker.before().since();
    assertThat(begun).as("its share").contains(new Begun(since, step.weight()));
    assertThat(since.plus(step.hold())).as("its time").isBeforeOrEqualTo(now);
    assertThat(walker.outcome()).as("its evidence").isEqualTo(Outcome.GOOD);
    assertThat(walker.isApproved() || !step.needsApproval()).as("its approval").isTrue();
    held.add(step);
  }
}
