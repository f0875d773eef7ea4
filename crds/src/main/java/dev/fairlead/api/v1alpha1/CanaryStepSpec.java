package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** One share. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record CanaryStepSpec(
    @Required @JsonPropertyDescription("The share of the requests, in percent.") @Min(0) @Max(100) Integer weight,
    @JsonPropertyDescription(
            "How long the new version has this share at least. Between 0s and 24h, such as 90s, 10m"
                + " or 1h30m. Default 0s: until there is enough evidence.")
        @Size(min = 2, max = 32) @Pattern(Formats.DURATION) @ValidationRule(
            value =
                "self.matches('"
                    + Formats.DURATION
                    + "') && duration(self) >= duration('0s') && duration(self) <= duration('24h')",
            message =
                "spec.rollout.canary.steps: hold must be a duration between 0s and 24h, such as"
                    + " 90s, 10m or 1h30m")
        @Nullable String hold,
    @JsonPropertyDescription(
            "Required: the step ends only when rollout.approve names the revision or its version.")
        @Nullable Approval approval) {}
