package dev.fairlead.operator.rollout;

import dev.fairlead.operator.rollout.SimDeployment.Failure;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the operator does for one look.
 *
 * @param course where the pods go
 * @param input what the strategy was asked
 * @param strategy how the course's target takes over
 * @param decision what came of it
 * @param gate of the target
 * @param walker the canary of the target, also where none is under way
 * @param canary the one that is under way; null if none is
 * @param failures that are kept with Deployments, by revision
 */
record SimPlan(
    SimCourse course,
    RolloutInput input,
    Strategy strategy,
    RolloutDecision decision,
    Gate gate,
    Canary walker,
    @Nullable CanaryDecision canary,
    Map<String, Failure> failures) {

  /** The Deployments as they are then. */
  Map<String, SimDeployment> after(Map<String, SimDeployment> before) {
    var after = new HashMap<>(before);
    decision.remove().forEach(after::remove);
    decision
        .replicas()
        .forEach(
            (revision, replicas) ->
                after.put(revision, new SimDeployment(replicas, failures.get(revision))));
    return Map.copyOf(after);
  }
}
