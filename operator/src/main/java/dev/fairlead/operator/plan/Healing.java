package dev.fairlead.operator.plan;

import dev.fairlead.operator.observe.Observation;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Pods whose back-off hides that their trouble may be over. The kubelet waits up to five minutes
 * between two tries; a new pod tries at once.
 */
public final class Healing {
  /** A pod is given that long before another takes its place. */
  public static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final Set<String> BACK_OFF = Set.of("CrashLoopBackOff", "ImagePullBackOff");

  private Healing() {}

  /** The pods to start anew. */
  public static List<Pod> due(Observation seen) {
    return seen.pods().stream()
        .filter(Healing::isInBackOff)
        .filter(p -> isOld(p, seen.now()))
        .toList();
  }

  /** Whether some pod will be due later. */
  public static boolean isPending(Observation seen) {
    return seen.pods().stream().anyMatch(Healing::isInBackOff);
  }

  private static boolean isOld(Pod pod, Instant now) {
    return !now.isBefore(Instant.parse(pod.getMetadata().getCreationTimestamp()).plus(PATIENCE));
  }

  private static boolean isInBackOff(Pod pod) {
    if (pod.getStatus() == null || pod.getMetadata().getDeletionTimestamp() != null) {
      return false;
    }
    return Stream.concat(
            pod.getStatus().getInitContainerStatuses().stream(),
            pod.getStatus().getContainerStatuses().stream())
        .anyMatch(Healing::isInBackOff);
  }

  private static boolean isInBackOff(ContainerStatus container) {
    ContainerState state = container.getState();
    return state != null
        && state.getWaiting() != null
        && BACK_OFF.contains(state.getWaiting().getReason());
  }
}
