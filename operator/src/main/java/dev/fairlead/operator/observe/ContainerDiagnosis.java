package dev.fairlead.operator.observe;

import dev.fairlead.api.v1alpha1.Reason;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.EnumSet;
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

  /** What another start may not meet again: a network, a node, a moment of need. */
  private static final Set<Reason> ACCIDENTS =
      EnumSet.of(Reason.FETCH_FAILED, Reason.CRASHED, Reason.OUT_OF_MEMORY);

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
    return ModelPod.lastEnd(container)
        .filter(ended -> !Integer.valueOf(0).equals(ended.getExitCode()))
        .map(ended -> ended(container, pod, ended));
  }

  private static Finding ended(ContainerStatus container, Pod pod, ContainerStateTerminated ended) {
    TerminationLine line = line(container.getName(), pod, ended);
    return new Finding(line.reason(), line.text(), isStuck(container, line.reason()));
  }

  /** What the container said, or what is said in its place. */
  private static TerminationLine line(String name, Pod pod, ContainerStateTerminated ended) {
    String message = ended.getMessage() == null ? "" : ended.getMessage().strip();
    if ("OOMKilled".equals(ended.getReason())) {
      return new TerminationLine(
          Reason.OUT_OF_MEMORY,
          "container %s was killed at its memory limit of %s: %s"
              .formatted(name, memoryLimit(name, pod), memoryCure(name)));
    }
    if (ModelPod.SERVER.equals(name) && message.contains("java.lang.OutOfMemoryError")) {
      return new TerminationLine(
          Reason.OUT_OF_MEMORY,
          "the server ran out of memory within its limit of %s: %s"
              .formatted(memoryLimit(name, pod), memoryCure(name)));
    }
    return TerminationLine.parse(name, message).orElseGet(() -> unexplained(name, ended, message));
  }

  /**
   * Who waits for the status gives up at {@code Stalled}: a first end that may be an accident is
   * none, the next start tells. The kubelet makes that one at once, and backs off only after it.
   */
  private static boolean isStuck(ContainerStatus container, Reason reason) {
    int restarts = container.getRestartCount() == null ? 0 : container.getRestartCount();
    ContainerState state = ModelPod.state(container);
    if (state.getRunning() != null) {
      return restarts > 1;
    }
    boolean isBackingOff =
        state.getWaiting() != null && "CrashLoopBackOff".equals(state.getWaiting().getReason());
    return !ACCIDENTS.contains(reason) || restarts > 0 || isBackingOff;
  }

  private static TerminationLine unexplained(
      String container, ContainerStateTerminated ended, String message) {
    String last = message.lines().reduce((first, second) -> second).orElse("");
    return new TerminationLine(
        ModelPod.FETCH.equals(container) ? Reason.FETCH_FAILED : Reason.CRASHED,
        "container %s ended with exit code %d%s"
            .formatted(container, ended.getExitCode(), last.isEmpty() ? "" : ": " + last));
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
