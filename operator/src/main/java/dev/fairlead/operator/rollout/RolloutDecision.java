package dev.fairlead.operator.rollout;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What to do next.
 *
 * @param replicas of each Deployment that stays or is to be made, by revision
 * @param remove revisions whose Deployment is deleted
 * @param selection what the Service is to reach
 * @param step where the rollout is
 * @param lookAgain when time alone changes the decision; null if only the cluster can
 */
public record RolloutDecision(
    Map<String, Integer> replicas,
    Set<String> remove,
    Selection selection,
    Step step,
    @Nullable Duration lookAgain) {
  public RolloutDecision {
    replicas = Map.copyOf(replicas);
    remove = Set.copyOf(remove);
  }

  /** Where a rollout is. */
  public enum Step {
    /** Only the target is there. */
    DONE,
    /** The target has no ready pod yet; what served goes on. */
    STARTING,
    /** Both serve; the target grows, the others shrink. */
    SHIFTING,
    /** All of the target's pods serve; the nodes follow before the last old pod ends. */
    SWITCHING,
    /** {@code spec.paused} holds it. */
    FROZEN
  }
}
