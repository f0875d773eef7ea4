package dev.fairlead.operator.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the decision is taken from.
 *
 * @param target the revision that the spec declares
 * @param size how many pods are wanted
 * @param frozen {@code spec.paused}: pods are kept and replaced, but none moves to another revision
 * @param live the revisions that have a Deployment
 * @param selection what the Service reaches now
 * @param isFollowed whether the Service's endpoints were made from that selection, and not from one
 *     before it
 * @param exactSince since when the Service's endpoints are exactly the ready pods that it selects;
 *     null while they are not
 * @param now the time
 */
public record RolloutInput(
    String target,
    Size size,
    boolean frozen,
    List<RevisionPods> live,
    Selection selection,
    boolean isFollowed,
    @Nullable Instant exactSince,
    Instant now) {
  public RolloutInput {
    live = List.copyOf(live);
  }

  RevisionPods targetPods() {
    return live.stream()
        .filter(r -> r.revision().equals(target))
        .findFirst()
        .orElse(new RevisionPods(target, Long.MAX_VALUE, 0, 0, 0, 0, 0));
  }

  List<RevisionPods> others() {
    return live.stream().filter(r -> !r.revision().equals(target)).toList();
  }

  /** The same, where that revision has no Deployment. */
  RolloutInput without(String revision) {
    return new RolloutInput(
        target,
        size,
        frozen,
        live.stream().filter(r -> !r.revision().equals(revision)).toList(),
        selection,
        isFollowed,
        exactSince,
        now);
  }

  /** Whether no other revision has a pod, or is asked to have one. */
  boolean isAlone() {
    return others().stream().allMatch(RevisionPods::isGone);
  }

  /**
   * Whether others have the requests, without a pod too, and the target gets none. Who has pods
   * while the Service leads to all has its part of them.
   */
  boolean isBeside() {
    return switch (selection) {
      case Selection.One one ->
          others().stream().anyMatch(o -> o.revision().equals(one.revision()));
      case Selection.All all -> targetPods().desired() == 0 && !others().isEmpty();
      case Selection.None none -> false;
    };
  }

  /** Whether the endpoints tell what the selection reaches. */
  boolean isSelectionInForce() {
    return isFollowed || selection instanceof Selection.None;
  }

  /** Whether the endpoints have been right for long enough for every node to have them. */
  boolean isSettled() {
    return exactSince != null && !now.isBefore(exactSince.plus(Rolling.NODES_FOLLOW));
  }

  /** The time until then; null while the endpoints are not right, and once it is over. */
  @Nullable Duration untilSettled() {
    return exactSince == null || isSettled()
        ? null
        : Duration.between(now, exactSince.plus(Rolling.NODES_FOLLOW));
  }

  /** Nobody but the target changes; to be completed. */
  Map<String, Integer> othersAsTheyAre() {
    var replicas = new HashMap<String, Integer>();
    others().forEach(r -> replicas.put(r.revision(), r.desired()));
    return replicas;
  }
}
