package dev.fairlead.operator.rollout;

/** How one revision takes over from the others. */
@FunctionalInterface
public interface Strategy {
  /** The next step. */
  RolloutDecision decide(RolloutInput in);
}
