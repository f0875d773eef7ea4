package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** What a new version has to keep to whatever the other one does. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record AnalysisLimitsSpec(
    @JsonPropertyDescription("The least share of requests that succeed, such as 99.5%.")
        @Size(min = 2, max = 16) @ValidationRule(
            value = AnalysisSpec.IS_PERCENTAGE,
            message =
                "spec.rollout.canary.analysis.limits.successRate must be a percentage from 0% to"
                    + " 100%, such as 99.5%")
        @Nullable String successRate,
    @JsonPropertyDescription(
            "How long 95 of 100 requests may take, between 1ms and 1h, such as 80ms or 2s.")
        @Size(min = 2, max = 32) @Pattern(Formats.DURATION) @ValidationRule(
            value =
                "self.matches('"
                    + Formats.DURATION
                    + "') && duration(self) >= duration('1ms') && duration(self) <= duration('1h')",
            message =
                "spec.rollout.canary.analysis.limits.latencyP95 must be a duration between 1ms and"
                    + " 1h, such as 80ms or 2s")
        @Nullable String latencyP95) {}
