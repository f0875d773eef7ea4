package dev.fairlead.operator.status;

import dev.fairlead.api.v1alpha1.Reason;
import dev.fairlead.operator.plan.PodTemplate;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Why one container does not run. */
final class ContainerDiagnosis {
  private static final Set<String> PULL =
      Set.of(
          "ErrImagePull",
          "ImagePullBackOff",
          "InvalidImageName",
          "ErrImageNeverPull",
          "ImageInspectError");
  private static final Set<String> CONFIG =
      Set.of(
          "CreateContainerConfigError", "CreateContainerError", "RunContainerError", "StartError");
  private static final Set<String> MISSING =
      Set.of("not found", "manifest unknown", "name unknown", "does not exist");

  private ContainerDiagnosis() {}

  static Optional<Finding> of(ContainerStatus container, Pod pod) {
    ContainerStateWaiting waiting = state(container.getState()).getWaiting();
    String reason = waiting == null ? null : waiting.getReason();
    if (waiting != null && reason != null && PULL.contains(reason)) {
      return Optional.of(pull(container, reason, waiting.getMessage()));
    }
    if (waiting != null && reason != null && CONFIG.contains(reason)) {
      return Optional.of(
          new Finding(Reason.CONTAINER_CONFIG_INVALID, text(waiting.getMessage(), reason), true));
    }
    ContainerStateTerminated now = state(container.getState()).getTerminated();
    ContainerStateTerminated ended =
        now == null ? state(container.getLastState()).getTerminated() : now;
    if (ended == null || Integer.valueOf(0).equals(ended.getExitCode())) {
      return Optional.empty();
    }
    int restarts = container.getRestartCount() == null ? 0 : container.getRestartCount();
    boolean stuck = state(container.getState()).getRunning() == null || restarts > 1;
    return Optional.of(ended(container, pod, ended, stuck));
  }

  private static ContainerState state(@Nullable ContainerState state) {
    return state == null ? new ContainerState() : state;
  }

  private static Finding pull(ContainerStatus container, String reason, @Nullable String message) {
    String text = text(message, reason);
    String lower = text.toLowerCase(Locale.ROOT);
    boolean missing =
        "InvalidImageName".equals(reason) || MISSING.stream().anyMatch(lower::contains);
    return new Finding(
        missing ? Reason.IMAGE_NOT_FOUND : Reason.IMAGE_PULL_FAILED,
        container.getImage() + ": " + text,
        true);
  }

  private static Finding ended(
      ContainerStatus container, Pod pod, ContainerStateTerminated ended, boolean stuck) {
    String message = ended.getMessage() == null ? "" : ended.getMessage().strip();
    if ("OOMKilled".equals(ended.getReason()) || message.contains("java.lang.OutOfMemoryError")) {
      return new Finding(
          Reason.OUT_OF_MEMORY,
          "container %s was killed at its memory limit of %s: raise spec.resources.limits.memory"
              .formatted(container.getName(), memoryLimit(container.getName(), pod)),
          stuck);
    }
    Optional<TerminationLine> line = TerminationLine.parse(message);
    if (line.isPresent()) {
      return new Finding(line.get().reason(), line.get().text(), stuck);
    }
    Reason reason =
        PodTemplate.FETCH.equals(container.getName()) ? Reason.FETCH_FAILED : Reason.CRASHED;
    String last = message.lines().reduce((first, second) -> second).orElse("");
    return new Finding(
        reason,
        "container %s ended with exit code %d%s"
            .formatted(container.getName(), ended.getExitCode(), last.isEmpty() ? "" : ": " + last),
        stuck);
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
    Quantity memory = limits == null ? null : limits.get("memory");
    return memory == null ? "its node" : memory.toString();
  }

  private static String text(@Nullable String message, String otherwise) {
    return message == null || message.isBlank() ? otherwise : message;
  }
}
