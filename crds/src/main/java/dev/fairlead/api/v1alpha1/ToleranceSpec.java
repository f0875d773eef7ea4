package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** How far a number may be from the expected one: absolute plus relative times its size. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ToleranceSpec(
    @JsonPropertyDescription("At least that far, such as 1e-6 (the default).")
        @Size(min = 1, max = 16) @ValidationRule(
            value = ToleranceSpec.IS_NUMBER,
            message =
                "spec.rollout.verification.requests: tolerance.absolute must be a number of at"
                    + " least 0 in quotes, such as '1e-6' or '0.01'")
        @Nullable String absolute,
    @JsonPropertyDescription(
            "That part of the expected number more, such as 1e-3 (the default): 0.1 percent.")
        @Size(min = 1, max = 16) @ValidationRule(
            value = ToleranceSpec.IS_NUMBER,
            message =
                "spec.rollout.verification.requests: tolerance.relative must be a number of at"
                    + " least 0 in quotes, such as '1e-3' or '0.01'")
        @Nullable String relative) {
  static final String IS_NUMBER = "self.matches('^[0-9]{1,6}([.][0-9]{1,9})?(e-?[0-9]{1,2})?$')";
}
