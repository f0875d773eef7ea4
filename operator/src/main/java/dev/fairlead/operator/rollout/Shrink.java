package dev.fairlead.operator.rollout;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How many pods the revisions keep that are not the target. */
final class Shrink {
  private Shrink() {}

  /**
   * They keep what the target does not yet give, so a target that cannot work costs them nothing,
   * and one that loses pods gives them back (beyond the surge if need be, which limits how the
   * target grows). Pods that serve nobody go first; one that serves goes only while enough others
   * are behind the Service.
   *
   * @return replicas by revision, one entry for each of {@code others}
   */
  static Map<String, Integer> others(Size size, RevisionPods target, List<RevisionPods> others) {
    List<RevisionPods> worstFirst =
        others.stream()
            .sorted(
                Comparator.comparingInt(RevisionPods::serving)
                    .thenComparingInt(RevisionPods::ready)
                    .thenComparingLong(RevisionPods::number))
            .toList();
    int needed = Math.max(0, size.leastReady() - target.serving());
    int surplus = sum(others, false) - needed;
    int spare = sum(others, true) - needed;
    var replicas = new HashMap<String, Integer>();
    for (RevisionPods other : worstFirst) {
      int idle = clamp(other.desired() - other.serving(), surplus);
      int serving = clamp(Math.min(other.serving(), spare), surplus - idle);
      surplus -= idle + serving;
      spare -= serving;
      replicas.put(other.revision(), other.desired() - idle - serving);
    }
    if (surplus < 0) {
      RevisionPods best = worstFirst.getLast();
      replicas.put(best.revision(), best.towards(best.desired() - surplus));
    }
    return replicas;
  }

  private static int sum(List<RevisionPods> revisions, boolean serving) {
    return revisions.stream().mapToInt(r -> serving ? r.serving() : r.desired()).sum();
  }

  private static int clamp(int value, int most) {
    return Math.max(0, Math.min(value, most));
  }
}
