package dev.fairlead.operator.observe;

import dev.fairlead.api.v1alpha1.Reason;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** From what the nodes report of a revision's pods to one reason. */
public final class Diagnosis {
  private Diagnosis() {}

  /** The reason that most needs a person; empty while nothing is known to be wrong. */
  public static Optional<Finding> of(List<ModelPod> pods, @Nullable Deployment deployment) {
    Stream<Finding> ofPods =
        Stream.concat(pods.stream().filter(ModelPod::isPresent), lastDead(pods).stream())
            .flatMap(p -> of(p).stream());
    return Stream.concat(ofPods, refused(deployment).stream())
        .reduce((first, next) -> weight(next) > weight(first) ? next : first);
  }

  /**
   * A pod that is held back on purpose is no trouble, so any trouble of another one counts more.
   */
  private static int weight(Finding finding) {
    if (finding.stuck()) {
      return 2;
    }
    return finding.reason() == Reason.SCHEDULING_GATED ? 0 : 1;
  }

  /**
   * A pod that its node ended (evicted it) stays for ever: only the youngest such tells why, and
   * only until a younger pod has something to tell by itself.
   */
  private static Optional<ModelPod> lastDead(List<ModelPod> pods) {
    return pods.stream()
        .filter(p -> !p.isEnding() && !p.isPresent())
        .max(Comparator.comparing(ModelPod::createdAt))
        .filter(
            dead ->
                pods.stream()
                    .filter(p -> p.createdAt().isAfter(dead.createdAt()))
                    .noneMatch(ModelPod::hasStarted));
  }

  /** What is wrong with one pod. */
  public static Optional<Finding> of(ModelPod pod) {
    if (pod.isEnding() || pod.isReady()) {
      return Optional.empty();
    }
    PodStatus status = pod.status();
    if ("Evicted".equals(status.getReason())) {
      return Optional.of(evicted(status));
    }
    if (pod.isGated()) {
      return Optional.of(gated(pod));
    }
    return unschedulable(pod)
        .or(
            () ->
                pod.containers()
                    .filter(c -> !isDone(c))
                    .flatMap(c -> ContainerDiagnosis.of(c, pod.pod()).stream())
                    .findFirst());
  }

  /** An init container that ended well; its earlier failures are history. */
  private static boolean isDone(ContainerStatus container) {
    var ended = ModelPod.state(container).getTerminated();
    return ended != null && Integer.valueOf(0).equals(ended.getExitCode());
  }

  private static Finding evicted(PodStatus status) {
    String message = status.getMessage() == null ? "the node evicted the pod" : status.getMessage();
    boolean storage = message.contains("ephemeral") || message.contains("mptyDir");
    return storage
        ? new Finding(
            Reason.STORAGE_FULL,
            message + " Raise spec.model.storage, or free the node's disk.",
            true)
        : new Finding(Reason.CRASHED, message, false);
  }

  private static Finding gated(ModelPod pod) {
    String gates = String.join(", ", pod.gates());
    return new Finding(
        Reason.SCHEDULING_GATED,
        "the pod is not placed before its scheduling gates are taken away by who set them"
            + (gates.isEmpty() ? "" : ": " + gates),
        false);
  }

  /** Not stuck for a node alone, which may come by itself: the rollout's deadline decides. */
  private static Optional<Finding> unschedulable(ModelPod pod) {
    return pod.status().getConditions().stream()
        .filter(c -> "PodScheduled".equals(c.getType()) && "False".equals(c.getStatus()))
        .filter(c -> "Unschedulable".equals(c.getReason()))
        .findFirst()
        .map(PodCondition::getMessage)
        .map(
            message ->
                pod.claim()
                    .map(claim -> ClaimDiagnosis.of(claim, message))
                    .orElseGet(() -> new Finding(Reason.UNSCHEDULABLE, message, false)));
  }

  private static Optional<Finding> refused(@Nullable Deployment deployment) {
    return refusal(deployment).map(DeploymentCondition::getMessage).map(PodRefusal::of);
  }

  /** The Deployment's word that the API server refuses its pods. */
  public static Optional<DeploymentCondition> refusal(@Nullable Deployment deployment) {
    return deployment == null || deployment.getStatus() == null
        ? Optional.empty()
        : deployment.getStatus().getConditions().stream()
            .filter(c -> "ReplicaFailure".equals(c.getType()) && "True".equals(c.getStatus()))
            .findFirst();
  }
}
