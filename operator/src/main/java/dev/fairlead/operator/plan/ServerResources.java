package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.ModelDeploymentSpec;
import dev.fairlead.api.v1alpha1.ResourcesSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the model server's container asks of its node. */
final class ServerResources {
  private static final String STORAGE = "ephemeral-storage";
  private static final ResourcesSpec DEFAULT =
      new ResourcesSpec(
          Map.of("cpu", new Quantity("500m"), "memory", new Quantity("512Mi")),
          Map.of("memory", new Quantity("1Gi")));

  private ServerResources() {}

  /**
   * The declared ones, or defaults where none are. {@code model.storage} is requested too, so that
   * the pod goes to a node that has it; who states ephemeral storage in {@code resources} knows
   * better.
   */
  static ResourceRequirements of(ModelDeploymentSpec spec) {
    ResourcesSpec declared = spec.resources();
    if (declared == null || (declared.requests() == null && declared.limits() == null)) {
      declared = DEFAULT;
    }
    Map<String, Quantity> requests = sorted(declared.requests());
    Map<String, Quantity> limits = sorted(declared.limits());
    if (spec.model().storage() != null && !limits.containsKey(STORAGE)) {
      requests.putIfAbsent(STORAGE, spec.model().storage());
    }
    return new ResourceRequirementsBuilder().withRequests(requests).withLimits(limits).build();
  }

  private static Map<String, Quantity> sorted(@Nullable Map<String, Quantity> amounts) {
    return amounts == null ? new TreeMap<>() : new TreeMap<>(amounts);
  }
}
