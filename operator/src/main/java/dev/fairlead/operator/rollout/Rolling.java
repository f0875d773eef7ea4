package dev.fairlead.operator.rollout;

import dev.fairlead.operator.rollout.RolloutDecision.Step;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One revision takes over pod by pod. The decision depends on what is there now and on nothing that
 * was decided before, so a restart of the operator, an edit in the middle and an edit back are no
 * special cases: whatever is not the target shrinks, as far as the ready pods behind the Service
 * allow.
 *
 * <p>The Service goes from the old revision alone to both and from both to the target alone, and
 * each of these steps waits for endpoints that are already there: so there is always one that can
 * be used, however slowly any of Kubernetes' controllers follows.
 */
public final class Rolling {
  /** After the endpoints are right, the time until the slowest node has them. */
  public static final Duration NODES_FOLLOW = Duration.ofSeconds(2);

  private Rolling() {}

  /** The next step. */
  public static RolloutDecision decide(RolloutInput in) {
    if (in.frozen() && !in.live().isEmpty()) {
      return Frozen.decide(in);
    }
    List<RevisionPods> others = in.others();
    if (in.size().wanted() == 0 || in.isAlone()) {
      return RolloutDecision.only(in);
    }
    RevisionPods target = in.targetPods();
    if (!in.isSelectionInForce()) {
      return hold(in, target, others);
    }
    Selection selection = select(in, target, others);
    if (target.serving() < in.size().wanted()) {
      return shift(in, selection, target, others);
    }
    return selection.equals(in.selection()) && in.isSettled()
        ? RolloutDecision.only(in)
        : switching(in, selection);
  }

  /**
   * The endpoints still are those of another selection: they tell nothing of what will be there
   * once they follow, so nobody shrinks and nothing is switched again. The target grows where there
   * is room.
   */
  private static RolloutDecision hold(
      RolloutInput in, RevisionPods target, List<RevisionPods> others) {
    Map<String, Integer> replicas = in.othersAsTheyAre();
    replicas.put(target.revision(), grown(in.size(), target, others));
    Step step = target.ready() >= in.size().wanted() ? Step.SWITCHING : Step.SHIFTING;
    return new RolloutDecision(replicas, Set.of(), in.selection(), step, null);
  }

  private static RolloutDecision shift(
      RolloutInput in, Selection selection, RevisionPods target, List<RevisionPods> others) {
    Map<String, Integer> replicas = Shrink.others(in.size(), target, others);
    replicas.put(target.revision(), grown(in.size(), target, others));
    Step step = target.ready() == 0 ? Step.STARTING : Step.SHIFTING;
    return new RolloutDecision(replicas, Set.of(), selection, step, null);
  }

  /** All of the target's pods serve; the others stay until every node has heard of it. */
  private static RolloutDecision switching(RolloutInput in, Selection selection) {
    Map<String, Integer> replicas = in.othersAsTheyAre();
    replicas.put(in.target(), in.targetPods().towards(in.size().wanted()));
    Duration wait = selection.equals(in.selection()) ? in.untilSettled() : null;
    return new RolloutDecision(replicas, Set.of(), selection, Step.SWITCHING, wait);
  }

  /**
   * The target alone once all its pods are endpoints of the Service; the only other one that has a
   * ready pod while the target has none; else both.
   */
  private static Selection select(RolloutInput in, RevisionPods target, List<RevisionPods> others) {
    if (target.serving() >= in.size().wanted()) {
      return new Selection.One(target.revision());
    }
    List<RevisionPods> ready = others.stream().filter(o -> o.ready() > 0).toList();
    return target.ready() == 0 && ready.size() == 1
        ? new Selection.One(ready.getFirst().revision())
        : new Selection.All();
  }

  /** As many of the target's pods as the surge gives room for. */
  private static int grown(Size size, RevisionPods target, List<RevisionPods> others) {
    int room = size.most() - others.stream().mapToInt(RevisionPods::desired).sum();
    return target.towards(Math.min(size.wanted(), Math.max(target.desired(), room)));
  }
}
