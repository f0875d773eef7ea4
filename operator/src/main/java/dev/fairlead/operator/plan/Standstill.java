package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.ModelDeploymentSpec;
import dev.fairlead.api.v1alpha1.Reason;
import dev.fairlead.api.v1alpha1.RolloutStatus;
import dev.fairlead.operator.observe.ModelPod;
import dev.fairlead.operator.observe.Observation;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** When a revision that gets no further is said to be late. */
public final class Standstill {
  private Standstill() {}

  /** How long it may stand still: longer while no node takes its pods. */
  public static Duration allowed(Observation seen, String revision) {
    ModelDeploymentSpec spec = seen.primary().getSpec();
    boolean waitsForNode =
        seen.finding(revision).filter(f -> f.reason() == Reason.UNSCHEDULABLE).isPresent();
    return waitsForNode ? Sizes.scheduleDeadline(spec) : Sizes.progressDeadline(spec);
  }

  /**
   * When it has stood still for too long; empty while it has no Deployment, and while nothing but
   * scheduling gates holds it back: how long is for whoever set them to say.
   *
   * @param copiedAt when its files were last seen to grow; null where that is not known
   */
  public static Optional<Instant> lateAt(
      Observation seen, String revision, @Nullable Instant copiedAt) {
    Deployment deployment = seen.deploymentOf(revision);
    List<ModelPod> pods = seen.podsOf(revision);
    if (deployment == null || isHeldBack(pods)) {
      return Optional.empty();
    }
    Stream<Instant> ofPods = pods.stream().flatMap(Standstill::times).map(Instant::parse);
    Stream<Instant> others =
        Stream.of(
            Instant.parse(deployment.getMetadata().getCreationTimestamp()),
            copiedAt == null ? Instant.MIN : copiedAt,
            stepOf(seen, revision));
    return Stream.concat(ofPods, others)
        .max(Comparator.naturalOrder())
        .map(at -> at.plus(allowed(seen, revision)));
  }

  /** When it came to its step, which may need pods that nobody has seen yet. */
  private static Instant stepOf(Observation seen, String revision) {
    RolloutStatus rollout = seen.previous() == null ? null : seen.previous().rollout();
    if (rollout == null || !isBySteps(rollout) || !rollout.revision().equals(revision)) {
      return Instant.MIN;
    }
    try {
      return Instant.parse(rollout.since());
    } catch (DateTimeParseException e) {
      return Instant.MIN;
    }
  }

  private static boolean isBySteps(RolloutStatus rollout) {
    return rollout.canary() != null || rollout.verification() != null || rollout.mirror() != null;
  }

  private static boolean isHeldBack(List<ModelPod> pods) {
    List<ModelPod> notReady = pods.stream().filter(p -> p.isPresent() && !p.isReady()).toList();
    return !notReady.isEmpty() && notReady.stream().allMatch(ModelPod::isGated);
  }

  /** When the pod was made, placed, started or became ready. */
  private static Stream<String> times(ModelPod pod) {
    Stream<@Nullable String> all =
        Stream.concat(
            Stream.of(pod.pod().getMetadata().getCreationTimestamp()),
            Stream.concat(
                pod.status().getConditions().stream().map(PodCondition::getLastTransitionTime),
                pod.containers().map(ContainerStatus::getState).map(Standstill::startedAt)));
    return all.filter(t -> t != null && !t.isEmpty()).map(t -> t);
  }

  private static @Nullable String startedAt(@Nullable ContainerState state) {
    return state == null || state.getRunning() == null ? null : state.getRunning().getStartedAt();
  }
}
