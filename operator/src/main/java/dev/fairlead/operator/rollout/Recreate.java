package dev.fairlead.operator.rollout;

import dev.fairlead.operator.rollout.RolloutDecision.Step;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The old pods end before the new ones start: for what cannot run twice, at the price of a time in
 * which nothing answers. The Deployments of the others stay without pods until the target serves,
 * so that there is one to go back to if it does not.
 */
public final class Recreate {
  private Recreate() {}

  /** The next step. */
  public static RolloutDecision decide(RolloutInput in) {
    if (in.frozen() && !in.live().isEmpty()) {
      return Frozen.decide(in);
    }
    if (in.size().wanted() == 0 || in.others().isEmpty()) {
      return RolloutDecision.only(in);
    }
    return in.others().stream().allMatch(RevisionPods::isVacant) ? start(in) : stop(in);
  }

  private static RolloutDecision stop(RolloutInput in) {
    Map<String, Integer> replicas = withoutOthers(in);
    in.live().stream()
        .filter(r -> r.revision().equals(in.target()))
        .forEach(r -> replicas.put(r.revision(), r.desired()));
    Selection selection =
        in.selection() instanceof Selection.None ? new Selection.One(in.target()) : in.selection();
    return new RolloutDecision(replicas, Set.of(), selection, Step.STOPPING, null);
  }

  private static RolloutDecision start(RolloutInput in) {
    RevisionPods target = in.targetPods();
    Selection selection = new Selection.One(in.target());
    boolean serves = target.serving() >= in.size().wanted() && selection.equals(in.selection());
    if (serves && in.isSettled()) {
      return RolloutDecision.only(in);
    }
    Map<String, Integer> replicas = withoutOthers(in);
    replicas.put(in.target(), target.towards(in.size().wanted()));
    return new RolloutDecision(
        replicas,
        Set.of(),
        selection,
        serves ? Step.SWITCHING : Step.STARTING,
        serves ? in.untilSettled() : null);
  }

  private static Map<String, Integer> withoutOthers(RolloutInput in) {
    var replicas = new HashMap<String, Integer>();
    in.others().forEach(other -> replicas.put(other.revision(), 0));
    return replicas;
  }
}
