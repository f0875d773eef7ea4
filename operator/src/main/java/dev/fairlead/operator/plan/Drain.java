package dev.fairlead.operator.plan;

import dev.fairlead.operator.observe.ModelPod;
import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.rollout.RevisionPods;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What evictions have to leave, and what is done so that they can go on. A refused eviction leaves
 * no trace that could be seen; that a node is cordoned can be, and it is what {@code kubectl drain}
 * sees to first. Autoscalers taint it.
 *
 * <p>From two replicas on one pod may go at a time. A single one has none to spare: for as long as
 * a pod is on such a node one more is wanted, and once two are ready the eviction passes. Where no
 * other pod gets ready, a drain does not wait for ever.
 *
 * @param nodes such ones that have a pod, in the order of their names
 * @param more pods wanted beyond the declared ones
 * @param leastReady pods that an eviction must leave ready
 * @param isOverdue whether that is fewer than it should be, since an eviction has waited too long
 * @param overdueAt when it has; null while none has to wait
 */
public record Drain(
    List<String> nodes, int more, int leastReady, boolean isOverdue, @Nullable Instant overdueAt) {
  /** How long an eviction waits for another pod to get ready. */
  public static final Duration DEADLINE = Duration.ofMinutes(5);

  /** Nothing is left, and nothing done. */
  static final Drain NONE = new Drain(List.of(), 0, 0, false, null);

  public Drain {
    nodes = List.copyOf(nodes);
  }

  /** With that many replicas declared. */
  static Drain of(Observation seen, int wanted) {
    int leastReady = wanted == 1 ? 1 : Math.max(0, wanted - 1);
    List<ModelPod> leaving = seen.children().leaving();
    if (leaving.isEmpty()) {
      return new Drain(List.of(), 0, leastReady, false, null);
    }
    int ready = seen.live().stream().mapToInt(RevisionPods::ready).sum();
    int readyThere = (int) leaving.stream().filter(ModelPod::isReady).count();
    Instant overdueAt = ready <= leastReady ? overdueAt(seen) : null;
    boolean isOverdue = overdueAt != null && !seen.now().isBefore(overdueAt);
    return new Drain(
        nodes(leaving),
        wanted == 1 ? 1 : 0,
        isOverdue ? Math.clamp(ready - readyThere, 0, leastReady) : leastReady,
        isOverdue,
        overdueAt);
  }

  /** Null while none of the pods there is ready: such a one may always go. */
  private static @Nullable Instant overdueAt(Observation seen) {
    Instant since = seen.movingSince();
    return since == null ? null : since.plus(DEADLINE);
  }

  private static List<String> nodes(List<ModelPod> leaving) {
    return leaving.stream().map(ModelPod::node).map(String::valueOf).distinct().sorted().toList();
  }
}
