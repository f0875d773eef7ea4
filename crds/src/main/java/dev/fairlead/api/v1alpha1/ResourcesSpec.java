package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compute resources of the model server, as in a container.
 *
 * <p>API servers before 1.34 take every quantity for 3 MB long when they estimate the cost of a
 * rule: hence no loop over both maps with {@code quantity()}, and few entries.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "!has(self.requests) || !has(self.limits)"
            + " || !('cpu' in self.requests) || !('cpu' in self.limits)"
            + " || !isQuantity(string(self.requests['cpu'])) || !isQuantity(string(self.limits['cpu']))"
            + " || !quantity(string(self.requests['cpu'])).isGreaterThan(quantity(string(self.limits['cpu'])))",
    message =
        "spec.resources.requests.cpu is above spec.resources.limits.cpu" + ResourcesSpec.ABOVE_CURE)
@ValidationRule(
    value =
        "!has(self.requests) || !has(self.limits)"
            + " || !('memory' in self.requests) || !('memory' in self.limits)"
            + " || !isQuantity(string(self.requests['memory'])) || !isQuantity(string(self.limits['memory']))"
            + " || !quantity(string(self.requests['memory'])).isGreaterThan(quantity(string(self.limits['memory'])))",
    message =
        "spec.resources.requests.memory is above"
            + " spec.resources.limits.memory"
            + ResourcesSpec.ABOVE_CURE)
@ValidationRule(
    value =
        "!has(self.requests) || !has(self.limits)"
            + " || !('ephemeral-storage' in self.requests) || !('ephemeral-storage' in self.limits)"
            + " || !isQuantity(string(self.requests['ephemeral-storage'])) || !isQuantity(string(self.limits['ephemeral-storage']))"
            + " || !quantity(string(self.requests['ephemeral-storage'])).isGreaterThan(quantity(string(self.limits['ephemeral-storage'])))",
    message =
        "spec.resources.requests.ephemeral-storage is above spec.resources.limits.ephemeral-storage"
            + ResourcesSpec.ABOVE_CURE)
@ValidationRule(
    value =
        "!has(self.requests) || self.requests.all(k, k in ['cpu', 'memory', 'ephemeral-storage']"
            + " || (has(self.limits) && k in self.limits"
            + " && string(self.requests[k]) == string(self.limits[k])))",
    message =
        "spec.resources.requests: an extended resource such as nvidia.com/gpu needs the same value"
            + " in"
            + " spec.resources.limits; it is enough to state it there")
@JsonIgnoreProperties(ignoreUnknown = true)
public record ResourcesSpec(
    @JsonPropertyDescription(
            "What a pod's model server is scheduled with. Default, when resources is left out: cpu"
                + " 500m, memory 512Mi.")
        @Size(max = 8) @ValidationRule(
            value = ResourcesSpec.NAMES_ARE_KNOWN,
            message = "spec.resources.requests" + ResourcesSpec.NAMES_CURE)
        @ValidationRule(
            value = ResourcesSpec.VALUES_ARE_QUANTITIES,
            message =
                "spec.resources.requests: values are quantities of 0 or more, such as 500m, 2 or"
                    + " 1Gi")
        @Nullable Map<String, Quantity> requests,
    @JsonPropertyDescription(
            "What a pod's model server may use at most. Default, when resources is left out: memory"
                + " 1Gi.")
        @Size(max = 8) @ValidationRule(
            value = ResourcesSpec.NAMES_ARE_KNOWN,
            message = "spec.resources.limits" + ResourcesSpec.NAMES_CURE)
        @ValidationRule(
            value = ResourcesSpec.VALUES_ARE_QUANTITIES,
            message =
                "spec.resources.limits: values are quantities of 0 or more, such as 500m, 2 or 1Gi")
        @Nullable Map<String, Quantity> limits) {
  static final String NAMES_ARE_KNOWN =
      "self.all(k, k in ['cpu', 'memory', 'ephemeral-storage'] || k.startsWith('hugepages-')"
          + " ||"
          + " k.matches('^[a-z0-9]([-a-z0-9.]*[a-z0-9])?/[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$'))";
  static final String NAMES_CURE =
      ": names are cpu, memory, ephemeral-storage, hugepages-SIZE, or an extended resource with its"
          + " domain, such as nvidia.com/gpu";
  static final String VALUES_ARE_QUANTITIES =
      "self.all(k, isQuantity(string(self[k])) && !string(self[k]).startsWith('-'))";
  static final String ABOVE_CURE = ": lower the request or raise the limit";
}
