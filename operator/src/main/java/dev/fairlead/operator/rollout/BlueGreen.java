package dev.fairlead.operator.rollout;

import dev.fairlead.operator.rollout.RolloutDecision.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All pods of the target get ready beside the others before a request reaches one of them; then the
 * Service goes over to them, and the others are kept for a while so that the way back is as short.
 *
 * <p>On its way the Service leads to both for as long as its endpoints need to follow, about a
 * second: it never leads to endpoints that are not there yet.
 *
 * @param mayLead whether the Service may go over to the target: not before somebody has approved
 *     it, where that is required, with pods or without
 * @param keptSince since when the others are kept without being needed; null while they are
 * @param keepOld how long they are
 */
public record BlueGreen(boolean mayLead, @Nullable Instant keptSince, Duration keepOld)
    implements Strategy {

  @Override
  public RolloutDecision decide(RolloutInput in) {
    if (in.frozen() && !in.live().isEmpty()) {
      return frozen(in);
    }
    if (!mayLead && in.isBeside()) {
      return hold(in);
    }
    if (in.isAlone() || (in.size().wanted() == 0 && !goesBack(in))) {
      return RolloutDecision.only(in);
    }
    var leader = new Leader(in.targetPods(), in.others(), in.size().wanted(), mayLead);
    Selection selection = selection(in, leader);
    boolean leads = in.selection().equals(new Selection.One(in.target()));
    return leads && selection.equals(in.selection()) ? leading(in) : beside(in, leader, selection);
  }

  /**
   * Others keep the requests, whether they have pods or not. The target has its pods and no
   * request: so it has none while the Service would lead to it.
   */
  static RolloutDecision hold(RolloutInput in) {
    var held = new BlueGreen(false, null, Duration.ZERO);
    if (in.frozen() || !in.isBeside()) {
      return held.decide(in);
    }
    var leader = new Leader(in.targetPods(), in.others(), in.size().wanted(), false);
    RolloutDecision beside = held.beside(in, leader, selection(in, leader));
    return in.selection() instanceof Selection.All ? beside.sized(in.target(), 0) : beside;
  }

  /** Both have requests, and nobody has agreed to that. */
  private boolean goesBack(RolloutInput in) {
    return !mayLead && in.selection() instanceof Selection.All;
  }

  private static Selection selection(RolloutInput in, Leader leader) {
    return in.isSelectionInForce() ? leader.select(in.selection()) : in.selection();
  }

  /** Whoever has the requests has as many pods as are wanted; nothing else changes. */
  private static RolloutDecision frozen(RolloutInput in) {
    if (in.live().size() == 1 || in.selection() instanceof Selection.None) {
      return Frozen.decide(in);
    }
    var replicas = new HashMap<String, Integer>();
    for (RevisionPods pods : in.live()) {
      boolean leads = in.selection().equals(new Selection.One(pods.revision()));
      replicas.put(pods.revision(), leads ? pods.towards(in.size().wanted()) : pods.desired());
    }
    return new RolloutDecision(replicas, Set.of(), in.selection(), Step.FROZEN, null);
  }

  /** The target has the requests. */
  private RolloutDecision leading(RolloutInput in) {
    Duration left = keptSince == null ? keepOld : left(in.now(), keptSince);
    if (in.isSettled() && !left.isPositive()) {
      return RolloutDecision.only(in);
    }
    Map<String, Integer> replicas = in.othersAsTheyAre();
    replicas.put(in.target(), in.targetPods().towards(in.size().wanted()));
    boolean isKept = keptSince != null || in.isSettled();
    return new RolloutDecision(
        replicas,
        Set.of(),
        in.selection(),
        isKept ? Step.KEEPING : Step.SWITCHING,
        isKept && left.isPositive() ? left : in.untilSettled());
  }

  private Duration left(Instant now, Instant since) {
    return Duration.between(now, since.plus(keepOld));
  }

  /** The others have the requests, or both have for a moment. */
  private RolloutDecision beside(RolloutInput in, Leader leader, Selection selection) {
    RevisionPods target = in.targetPods();
    var replicas = new HashMap<String, Integer>();
    var superseded = new HashSet<String>();
    for (RevisionPods other : in.others()) {
      boolean isReached =
          selection.reaches(other.revision()) || in.selection().reaches(other.revision());
      if (isReached || !(in.isSettled() || other.isGone())) {
        replicas.put(other.revision(), sized(in, leader, selection, other));
      } else {
        superseded.add(other.revision());
      }
    }
    replicas.put(target.revision(), target.towards(in.size().wanted()));
    return new RolloutDecision(
        replicas, superseded, selection, step(in, selection), in.untilSettled());
  }

  /** Who alone has the requests follows the wanted size; nobody else gives up a pod. */
  private static int sized(
      RolloutInput in, Leader leader, Selection selection, RevisionPods other) {
    if (in.size().wanted() == 0) {
      return 0;
    }
    boolean leads =
        selection.equals(new Selection.One(other.revision())) && selection.equals(in.selection());
    if (leads && in.isSelectionInForce()) {
      return other.towards(in.size().wanted());
    }
    boolean comesBack =
        selection instanceof Selection.All && !leader.goesOn() && other.equals(leader.best());
    return comesBack
        ? other.towards(Math.max(other.desired(), in.size().wanted()))
        : other.desired();
  }

  private Step step(RolloutInput in, Selection selection) {
    if (selection instanceof Selection.All || in.selection() instanceof Selection.All) {
      return Step.SWITCHING;
    }
    return in.targetPods().ready() >= in.size().wanted() && !mayLead
        ? Step.AWAITING_APPROVAL
        : Step.STARTING;
  }
}
