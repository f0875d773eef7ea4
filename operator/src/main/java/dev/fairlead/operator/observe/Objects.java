package dev.fairlead.operator.observe;

import dev.fairlead.operator.plan.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is asked of objects again and again. */
public final class Objects {
  private Objects() {}

  /** The revision that an object belongs to, by its label. */
  public static @Nullable String revision(HasMetadata object) {
    return label(object, Labels.REVISION);
  }

  /** A label's value. */
  public static @Nullable String label(HasMetadata object, String name) {
    Map<String, String> labels = object.getMetadata().getLabels();
    return labels == null ? null : labels.get(name);
  }

  /** A pod that is there to stay: neither being deleted nor ended. */
  public static boolean isPresent(Pod pod) {
    String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
    return pod.getMetadata().getDeletionTimestamp() == null
        && !"Failed".equals(phase)
        && !"Succeeded".equals(phase);
  }

  /** A pod whose readiness is open. */
  public static boolean isReady(Pod pod) {
    return isPresent(pod)
        && pod.getStatus() != null
        && pod.getStatus().getConditions().stream()
            .anyMatch(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus()));
  }
}
