package dev.fairlead.operator.observe;

import dev.fairlead.api.v1alpha1.Reason;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Why one container does not run. */
final class ContainerDiagnosis {
  private static final Set<String> CONFIG =
      Set.of(
          "CreateContainerConfigError", "CreateContainerError", "RunContainerError", "StartError");

  private ContainerDiagnosis() {}

  static Optional<Finding> of(ContainerStatus container, Pod pod) {
    ContainerStateWaiting waiting = ModelPod.state(container).getWaiting();
    String reason = waiting == null || waiting.getReason() == null ? "" : waiting.getReason();
    String message = waiting == null ? null : waiting.getMessage();
    if (ImagePull.isTrouble(reason)) {
      return Optional.of(ImagePull.finding(container.getImage(), reason, message));
    }
    if (CONFIG.contains(reason)) {
      return Optional.of(
          new Finding(
              Reason.CONTAINER_CONFIG_INVALID,
              message == null || message.isBlank() ? reason : message,
              true));
    }
    return lastEnd(container)
        .filter(ended -> !Integer.valueOf(0).equals(ended.getExitCode()))
        .map(ended -> ended(container, pod, ended));
  }

  private static Optional<ContainerStateTerminated> lastEnd(ContainerStatus container) {
    ContainerStateTerminated now = ModelPod.state(container).getTerminated();
    return now != null
        ? Optional.of(now)
        : Optional.ofNullable(container.getLastState()).map(last -> last.getTerminated());
  }

  private static Finding ended(ContainerStatus container, Pod pod, ContainerStateTerminated ended) {
    boolean stuck = isStuck(container);
    String name = container.getName();
    String message = ended.getMessage() == null ? "" : ended.getMessage().strip();
    if ("OOMKilled".equals(ended.getReason())) {
      return new Finding(
          Reason.OUT_OF_MEMORY,
          "container %s was killed at its memory limit of %s: %s"
              .formatted(name, memoryLimit(name, pod), memoryCure(name)),
          stuck);
    }
    if (ModelPod.SERVER.equals(name) && message.contains("java.lang.OutOfMemoryError")) {
      return new Finding(
          Reason.OUT_OF_MEMORY,
          "the server ran out of memory within its limit of %s: %s"
              .formatted(memoryLimit(name, pod), memoryCure(name)),
          stuck);
    }
    return TerminationLine.parse(name, message)
        .map(line -> new Finding(line.reason(), line.text(), stuck))
        .orElseGet(() -> unexplained(name, ended, message, stuck));
  }

  /** A first end may be an accident; the next start tells. */
  private static boolean isStuck(ContainerStatus container) {
    int restarts = container.getRestartCount() == null ? 0 : container.getRestartCount();
    return ModelPod.state(container).getRunning() == null || restarts > 1;
  }

  private static Finding unexplained(
      String container, ContainerStateTerminated ended, String message, boolean stuck) {
    String last = message.lines().reduce((first, second) -> second).orElse("");
    return new Finding(
        ModelPod.FETCH.equals(container) ? Reason.FETCH_FAILED : Reason.CRASHED,
        "container %s ended with exit code %d%s"
            .formatted(container, ended.getExitCode(), last.isEmpty() ? "" : ": " + last),
        stuck);
  }

  private static String memoryCure(String container) {
    return ModelPod.SERVER.equals(container)
        ? "raise spec.resources.limits.memory"
        : "please report this, since its need does not grow with the model";
  }

  private static String memoryLimit(String container, Pod pod) {
    return Stream.concat(
            pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
        .filter(c -> c.getName().equals(container))
        .map(ContainerDiagnosis::memoryLimit)
        .findFirst()
        .orElse("its node");
  }

  private static String memoryLimit(Container container) {
    Map<String, Quantity> limits =
        container.getResources() == null ? null : container.getResources().getLimits();
    @Nullable Quantity memory = limits == null ? null : limits.get("memory");
    return memory == null ? "its node" : memory.toString();
  }
}
