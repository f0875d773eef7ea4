package dev.fairlead.operator.status;

import dev.fairlead.operator.plan.Sizes;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** When a rollout last moved: a pod was made, placed, started or became ready. */
final class Progress {
  private Progress() {}

  static Duration deadline(Situation situation) {
    return Sizes.progressDeadline(situation.seen().primary().getSpec());
  }

  /** When standing still becomes a reason; empty while there is nothing to wait for. */
  static Optional<Instant> lateAt(Situation situation) {
    String target = situation.target();
    Deployment deployment = target == null ? null : situation.seen().deploymentOf(target);
    if (target == null || deployment == null) {
      return Optional.empty();
    }
    return last(deployment, situation.seen().podsOf(target))
        .map(at -> at.plus(deadline(situation)));
  }

  private static Optional<Instant> last(Deployment deployment, List<Pod> pods) {
    Stream<@Nullable String> times =
        Stream.concat(
            Stream.of(deployment.getMetadata().getCreationTimestamp()),
            pods.stream().flatMap(Progress::times));
    return times
        .filter(t -> t != null && !t.isEmpty())
        .map(Instant::parse)
        .max(Comparator.naturalOrder());
  }

  private static Stream<@Nullable String> times(Pod pod) {
    if (pod.getStatus() == null) {
      return Stream.of(pod.getMetadata().getCreationTimestamp());
    }
    Stream<ContainerStatus> containers =
        Stream.concat(
            pod.getStatus().getInitContainerStatuses().stream(),
            pod.getStatus().getContainerStatuses().stream());
    return Stream.concat(
        Stream.concat(
            Stream.of(pod.getMetadata().getCreationTimestamp()),
            pod.getStatus().getConditions().stream().map(PodCondition::getLastTransitionTime)),
        containers.map(ContainerStatus::getState).map(Progress::started));
  }

  private static @Nullable String started(@Nullable ContainerState state) {
    return state == null || state.getRunning() == null ? null : state.getRunning().getStartedAt();
  }
}
