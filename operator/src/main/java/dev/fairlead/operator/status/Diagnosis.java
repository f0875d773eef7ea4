package dev.fairlead.operator.status;

import dev.fairlead.api.v1alpha1.Reason;
import dev.fairlead.operator.observe.Objects;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** From what the nodes report of a revision's pods to one reason. */
public final class Diagnosis {
  private Diagnosis() {}

  /** The reason that most needs a person; empty while nothing is known to be wrong. */
  public static Optional<Finding> of(List<Pod> pods, @Nullable Deployment deployment) {
    Stream<Finding> ofPods =
        pods.stream()
            .filter(Diagnosis::counts)
            .filter(p -> !Objects.isReady(p))
            .flatMap(p -> of(p).stream());
    return Stream.concat(ofPods, refused(deployment).stream())
        .reduce((first, next) -> next.stuck() && !first.stuck() ? next : first);
  }

  /** A pod that the node ended (evicted) still tells why, until its successor is ready. */
  private static boolean counts(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() == null && pod.getStatus() != null;
  }

  private static Optional<Finding> of(Pod pod) {
    PodStatus status = pod.getStatus();
    if ("Evicted".equals(status.getReason())) {
      return Optional.of(evicted(status));
    }
    return unschedulable(status)
        .or(
            () ->
                Stream.concat(
                        status.getInitContainerStatuses().stream(),
                        status.getContainerStatuses().stream())
                    .filter(c -> !isDone(c))
                    .flatMap(c -> ContainerDiagnosis.of(c, pod).stream())
                    .findFirst());
  }

  /** An init container that ended well; its earlier failures are history. */
  private static boolean isDone(ContainerStatus container) {
    var ended = container.getState() == null ? null : container.getState().getTerminated();
    return ended != null && Integer.valueOf(0).equals(ended.getExitCode());
  }

  private static Finding evicted(PodStatus status) {
    String message = status.getMessage() == null ? "the node evicted the pod" : status.getMessage();
    boolean storage =
        message.contains("ephemeral")
            || message.contains("emptyDir")
            || message.contains("EmptyDir");
    return storage
        ? new Finding(
            Reason.STORAGE_FULL,
            message + " Raise spec.model.storage, or free the node's disk.",
            true)
        : new Finding(Reason.CRASHED, message, false);
  }

  private static Optional<Finding> unschedulable(PodStatus status) {
    return status.getConditions().stream()
        .filter(c -> "PodScheduled".equals(c.getType()) && "False".equals(c.getStatus()))
        .filter(c -> "Unschedulable".equals(c.getReason()))
        .map(PodCondition::getMessage)
        .map(
            message ->
                new Finding(
                    Reason.UNSCHEDULABLE,
                    message == null ? "no node takes the pod" : message,
                    false))
        .findFirst();
  }

  private static Optional<Finding> refused(@Nullable Deployment deployment) {
    if (deployment == null || deployment.getStatus() == null) {
      return Optional.empty();
    }
    return deployment.getStatus().getConditions().stream()
        .filter(c -> "ReplicaFailure".equals(c.getType()) && "True".equals(c.getStatus()))
        .map(DeploymentCondition::getMessage)
        .map(
            message ->
                new Finding(
                    Reason.POD_REFUSED, message == null ? "the pod is refused" : message, true))
        .findFirst();
  }
}
