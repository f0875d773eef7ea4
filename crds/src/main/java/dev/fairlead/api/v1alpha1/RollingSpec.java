package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.IntOrString;
import org.jspecify.annotations.Nullable;

/** Pod by pod. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "!has(self.maxSurge) || !(string(self.maxSurge) in ['0', '0%'])"
            + " || (has(self.maxUnavailable) && !(string(self.maxUnavailable) in ['0', '0%']))",
    message =
        "spec.rollout.rolling: maxSurge and maxUnavailable cannot both be 0 (maxUnavailable is 0"
            + " when"
            + " left out): raise one of them")
@JsonIgnoreProperties(ignoreUnknown = true)
public record RollingSpec(
    @JsonPropertyDescription(
            "How many pods, or which percentage of replicas (rounded up), may run above the wanted"
                + " number. Default 1.")
        @ValidationRule(
            value = RollingSpec.IS_NUMBER_OR_PERCENTAGE,
            message =
                "spec.rollout.rolling.maxSurge must be a number from 0 to 1000 or a percentage"
                    + " from 0%"
                    + " to 100%")
        @Nullable IntOrString maxSurge,
    @JsonPropertyDescription(
            "How many pods, or which percentage of replicas (rounded down), may be missing from the"
                + " wanted number. Default 0.")
        @ValidationRule(
            value = RollingSpec.IS_NUMBER_OR_PERCENTAGE,
            message =
                "spec.rollout.rolling.maxUnavailable must be a number from 0 to 1000 or a"
                    + " percentage"
                    + " from 0% to 100%")
        @Nullable IntOrString maxUnavailable) {
  static final String IS_NUMBER_OR_PERCENTAGE =
      "type(self) == int ? self >= 0 && self <= 1000"
          + " : string(self).matches('^(100|[1-9]?[0-9])%$')";
}
