package dev.fairlead.operator.revision;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.api.v1alpha1.ModelDeploymentSpec;
import dev.fairlead.api.v1alpha1.ResourcesSpec;
import java.util.regex.Pattern;

/** The GPUs that a spec asks for: NVIDIA's, whole, shared or parts of one. */
public final class Gpus {
  private static final Pattern NAME =
      Pattern.compile("nvidia\\.com/(gpu(\\.shared)?|mig-[a-z0-9.]+)");

  private Gpus() {}

  /** How many a pod is to have. */
  public static long of(ModelDeploymentSpec spec) {
    ResourcesSpec resources = spec.resources();
    return resources == null || resources.limits() == null
        ? 0
        : resources.limits().entrySet().stream()
            .filter(limit -> NAME.matcher(limit.getKey()).matches())
            .mapToLong(limit -> limit.getValue().getNumericalAmount().longValue())
            .sum();
  }

  /** Whether canonical limits ask for one. */
  static boolean areIn(JsonNode limits) {
    return limits.properties().stream()
        .anyMatch(
            limit ->
                NAME.matcher(limit.getKey()).matches() && !limit.getValue().asText().equals("0"));
  }
}
