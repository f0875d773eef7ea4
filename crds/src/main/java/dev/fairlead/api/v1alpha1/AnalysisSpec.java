package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a new version is held to, beside the one that serves and over the same time. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record AnalysisSpec(
    @JsonPropertyDescription(
            "How many requests the new version has to answer before it can be found good. Default"
                + " 200.")
        @Min(1) @Max(1_000_000) @Nullable Integer minRequests,
    @JsonPropertyDescription(
            "By how much its share of failed requests may be above the other one's, such as 0.5%"
                + " (the default).")
        @Size(min = 2, max = 16) @ValidationRule(
            value = AnalysisSpec.IS_PERCENTAGE,
            message =
                "spec.rollout.canary.analysis.maxErrorRateIncrease must be a percentage from 0% to"
                    + " 100%, such as 0.5%")
        @Nullable String maxErrorRateIncrease,
    @JsonPropertyDescription("How much slower it may be; left out, it may be slower.")
        @Nullable LatencyIncreaseSpec maxLatencyIncrease,
    @JsonPropertyDescription("What it has to keep to whatever the other one does.")
        @Nullable AnalysisLimitsSpec limits,
    @JsonPropertyDescription(
            "Numbers that the site's Prometheus is asked for while the new version has a share: all"
                + " of them have to keep to their bounds before it gets more. The operator's"
                + " settings say where that Prometheus is; without one they are refused.")
        @Size(min = 1, max = 8) @Nullable List<QuerySpec> queries) {
  static final String IS_PERCENTAGE =
      "self.matches('^(100([.]0{1,4})?|[1-9]?[0-9]([.][0-9]{1,4})?)%$')";
}
