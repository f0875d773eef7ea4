package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.api.v1alpha1.Reason;
import dev.fairlead.operator.observe.Diagnosis;
import dev.fairlead.operator.observe.ModelPod;
import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.observe.Ownership;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Pods whose back-off hides that their trouble may be over. The kubelet waits up to five minutes
 * between two tries; a new pod tries at once, and fetches anew.
 */
public final class Healing {
  /** A pod is given that long before another takes its place. */
  static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final Set<String> BACK_OFF = Set.of("CrashLoopBackOff", "ImagePullBackOff");

  /** What can be cured without an edit: at the source, in a registry, by a Secret, on a node. */
  private static final Set<Reason> CURABLE =
      EnumSet.of(
          Reason.IMAGE_NOT_FOUND,
          Reason.IMAGE_PULL_FAILED,
          Reason.CREDENTIALS_NOT_FOUND,
          Reason.ACCESS_DENIED,
          Reason.MODEL_NOT_FOUND,
          Reason.FETCH_FAILED,
          Reason.DIGEST_MISMATCH,
          Reason.SOURCE_MOVED,
          Reason.ARCHIVE_REFUSED,
          Reason.FORMAT_NOT_SUPPORTED,
          Reason.DEVICE_UNAVAILABLE,
          Reason.MODEL_INVALID);

  private Healing() {}

  /** The pods to start anew: at once when the user has just acted, else after a while. */
  static List<ModelPod> due(Observation seen) {
    boolean isNewGeneration = isNewGeneration(seen);
    return curable(seen).filter(p -> isNewGeneration || !seen.now().isBefore(dueAt(p))).toList();
  }

  /** Whether the user has just acted. */
  static boolean isNewGeneration(Observation seen) {
    return observedGeneration(seen.previous()).filter(g -> g < seen.generation()).isPresent();
  }

  /** When the next one is due; empty while none is in back-off. */
  public static Optional<Instant> nextDue(Observation seen) {
    return curable(seen)
        .map(Healing::dueAt)
        .filter(seen.now()::isBefore)
        .min(Comparator.naturalOrder());
  }

  private static Instant dueAt(ModelPod pod) {
    return pod.createdAt().plus(PATIENCE);
  }

  private static Optional<Long> observedGeneration(@Nullable ModelDeploymentStatus status) {
    return Optional.ofNullable(status).map(ModelDeploymentStatus::observedGeneration);
  }

  private static Stream<ModelPod> curable(Observation seen) {
    return seen.children().pods().stream()
        .filter(p -> p.isPresent() && p.containers().anyMatch(Healing::isInBackOff))
        .filter(p -> p.revision() != null && Ownership.isPodOf(p.revision(), p.pod()))
        .filter(p -> Diagnosis.of(p).filter(f -> CURABLE.contains(f.reason())).isPresent());
  }

  private static boolean isInBackOff(ContainerStatus container) {
    ContainerStateWaiting waiting =
        container.getState() == null ? null : container.getState().getWaiting();
    return waiting != null && BACK_OFF.contains(waiting.getReason());
  }
}
