package dev.fairlead.operator.rollout;

import dev.fairlead.operator.rollout.RolloutDecision.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One revision takes over pod by pod. The decision depends on what is there now and on nothing that
 * was decided before, so a restart of the operator, an edit in the middle and an edit back are no
 * special cases: whatever is not the target shrinks, as far as the ready pods behind the Service
 * allow.
 */
public final class Rolling {
  /** After the endpoints are right, the time until the slowest node has them. */
  public static final Duration NODES_FOLLOW = Duration.ofSeconds(2);

  private Rolling() {}

  /** The next step. */
  public static RolloutDecision decide(RolloutInput in) {
    if (in.frozen() && !in.live().isEmpty()) {
      return frozen(in);
    }
    List<RevisionPods> others = in.others();
    if (in.size().wanted() == 0 || others.stream().allMatch(RevisionPods::isGone)) {
      return only(in, others);
    }
    return roll(in, others);
  }

  /** The target alone: nothing else has a pod, or nothing is wanted at all. */
  private static RolloutDecision only(RolloutInput in, List<RevisionPods> others) {
    return new RolloutDecision(
        Map.of(in.target(), in.size().wanted()),
        names(others),
        new Selection.One(in.target()),
        Step.DONE,
        null);
  }

  private static RolloutDecision roll(RolloutInput in, List<RevisionPods> others) {
    RevisionPods target = in.targetPods();
    Selection selection = select(in, target, others);
    boolean targetComplete = target.ready() >= in.size().wanted();
    if (targetComplete && in.selection().equals(selection) && settled(in)) {
      return only(in, others);
    }
    var replicas = new HashMap<String, Integer>();
    int otherDesired = others.stream().mapToInt(RevisionPods::desired).sum();
    int room = in.size().most() - otherDesired;
    replicas.put(target.revision(), Math.min(in.size().wanted(), Math.max(target.desired(), room)));
    if (targetComplete) {
      others.forEach(o -> replicas.put(o.revision(), o.desired()));
      return new RolloutDecision(replicas, Set.of(), selection, Step.SWITCHING, untilSettled(in));
    }
    replicas.putAll(shrink(in.size(), target, others));
    return new RolloutDecision(
        replicas, Set.of(), selection, target.ready() == 0 ? Step.STARTING : Step.SHIFTING, null);
  }

  /**
   * The others keep what the target does not yet give, so a target that cannot work costs them
   * nothing, and one that loses pods gets them back. Pods that serve nobody go first; one that
   * serves goes only while enough others are behind the Service.
   */
  private static Map<String, Integer> shrink(
      Size size, RevisionPods target, List<RevisionPods> others) {
    List<RevisionPods> worstFirst =
        others.stream()
            .sorted(
                Comparator.comparingInt(RevisionPods::serving)
                    .thenComparingLong(RevisionPods::number))
            .toList();
    int desired = others.stream().mapToInt(RevisionPods::desired).sum();
    int surplus = desired - Math.max(0, size.leastReady() - target.serving());
    int spare =
        target.serving()
            + others.stream().mapToInt(RevisionPods::serving).sum()
            - size.leastReady();
    var replicas = new HashMap<String, Integer>();
    for (RevisionPods other : worstFirst) {
      int idle = clamp(other.desired() - other.serving(), surplus);
      int serving = clamp(Math.min(other.serving(), spare), surplus - idle);
      surplus -= idle + serving;
      spare -= serving;
      replicas.put(other.revision(), other.desired() - idle - serving);
    }
    if (surplus < 0) {
      replicas.merge(worstFirst.getLast().revision(), -surplus, Integer::sum);
    }
    return replicas;
  }

  private static int clamp(int value, int most) {
    return Math.max(0, Math.min(value, most));
  }

  private static Selection select(RolloutInput in, RevisionPods target, List<RevisionPods> others) {
    if (target.ready() >= in.size().wanted()) {
      return new Selection.One(target.revision());
    }
    List<RevisionPods> ready = others.stream().filter(o -> o.ready() > 0).toList();
    return target.ready() == 0 && ready.size() == 1
        ? new Selection.One(ready.getFirst().revision())
        : new Selection.All();
  }

  /**
   * Keeps the shares of the revisions as they are; only the number of pods may still be changed.
   */
  private static RolloutDecision frozen(RolloutInput in) {
    var replicas =
        in.live().stream().collect(Collectors.toMap(RevisionPods::revision, RevisionPods::desired));
    RevisionPods largest =
        in.live().stream()
            .max(
                Comparator.comparingInt(RevisionPods::ready)
                    .thenComparingLong(RevisionPods::number))
            .orElseThrow();
    int total = replicas.values().stream().mapToInt(Integer::intValue).sum();
    int change = in.size().wanted() - total;
    if (in.live().size() == 1 || change > 0 || change < -in.size().maxSurge()) {
      replicas.merge(largest.revision(), change, (now, by) -> Math.max(0, now + by));
    }
    Selection selection =
        in.selection() instanceof Selection.None
            ? new Selection.One(largest.revision())
            : in.selection();
    return new RolloutDecision(
        replicas, Set.of(), selection, in.live().size() == 1 ? Step.DONE : Step.FROZEN, null);
  }

  private static boolean settled(RolloutInput in) {
    Instant since = in.exactSince();
    return since != null && !in.now().isBefore(since.plus(NODES_FOLLOW));
  }

  private static @Nullable Duration untilSettled(RolloutInput in) {
    Instant since = in.exactSince();
    return since == null ? null : Duration.between(in.now(), since.plus(NODES_FOLLOW));
  }

  private static Set<String> names(List<RevisionPods> revisions) {
    return revisions.stream().map(RevisionPods::revision).collect(Collectors.toSet());
  }
}
