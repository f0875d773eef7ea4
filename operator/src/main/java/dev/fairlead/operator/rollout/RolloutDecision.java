package dev.fairlead.operator.rollout;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
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

  /** The target alone: nothing else has a pod, or is needed, or nothing is wanted at all. */
  static RolloutDecision only(RolloutInput in) {
    return new RolloutDecision(
        Map.of(in.target(), in.targetPods().towards(in.size().wanted())),
        in.others().stream().map(RevisionPods::revision).collect(Collectors.toSet()),
        new Selection.One(in.target()),
        Step.DONE,
        null);
  }

  /** For now all stays as it is. */
  static RolloutDecision none(RolloutInput in) {
    Map<String, Integer> replicas =
        in.live().stream().collect(Collectors.toMap(RevisionPods::revision, RevisionPods::desired));
    return new RolloutDecision(replicas, Set.of(), in.selection(), Step.SWITCHING, null);
  }

  /** The same, and that Deployment stays: without pods, if it was to go. */
  public RolloutDecision keeping(String revision) {
    var kept = new HashMap<>(replicas);
    kept.putIfAbsent(revision, 0);
    var removed = new HashSet<>(remove);
    removed.remove(revision);
    return new RolloutDecision(kept, removed, selection, step, lookAgain);
  }

  /** The same, and that Deployment stays, with so many pods at least. */
  public RolloutDecision holding(String revision, int size) {
    var kept = new HashMap<>(replicas);
    kept.merge(revision, size, Math::max);
    var removed = new HashSet<>(remove);
    removed.remove(revision);
    return new RolloutDecision(kept, removed, selection, step, lookAgain);
  }

  /** The same, and that Deployment goes too. */
  public RolloutDecision removing(String revision) {
    var kept = new HashMap<>(replicas);
    kept.remove(revision);
    var removed = new HashSet<>(remove);
    removed.add(revision);
    return new RolloutDecision(kept, removed, selection, step, lookAgain);
  }

  /** The same, at that step. */
  RolloutDecision at(Step other) {
    return new RolloutDecision(replicas, remove, selection, other, lookAgain);
  }

  /** The same, with that size of one Deployment. */
  RolloutDecision sized(String revision, int size) {
    var sized = new HashMap<>(replicas);
    sized.put(revision, size);
    return new RolloutDecision(sized, remove, selection, step, lookAgain);
  }

  /** The same, to be looked at again after that time too; null where that changes nothing. */
  RolloutDecision lookingAgain(@Nullable Duration wait) {
    Duration first =
        wait == null || (lookAgain != null && lookAgain.compareTo(wait) < 0) ? lookAgain : wait;
    return new RolloutDecision(replicas, remove, selection, step, first);
  }

  /** Where a rollout is. */
  public enum Step {
    /** Only the target is there. */
    DONE,
    /** The old pods end before the target's start. */
    STOPPING,
    /** The target has no ready pod yet, or no request is to reach it; what served goes on. */
    STARTING,
    /** Both serve; the target grows, the others shrink. */
    SHIFTING,
    /** The target has ready pods, which are asked golden requests and get no others. */
    VERIFYING,
    /** Requests are sent to the target too, and nobody waits for its answers. */
    MIRRORING,
    /**
     * The target has a share of the requests; its time, or what is known of it, is not enough yet.
     */
    ANALYZING,
    /** The target's pods are ready, and somebody has to approve it. */
    AWAITING_APPROVAL,
    /** All of the target's pods serve; the nodes follow before the last old pod ends. */
    SWITCHING,
    /** The target has all the requests; old pods are kept for a while. */
    KEEPING,
    /** {@code spec.paused} holds it. */
    FROZEN
  }
}
