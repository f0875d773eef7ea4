package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Real requests, answered by the old version, sent to the new one too and compared. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record MirrorSpec(
    @Required
        @JsonPropertyDescription(
            "The share of the requests that are sent to the new version too, in percent.")
        @Min(1) @Max(100) Integer percent,
    @Required
        @JsonPropertyDescription(
            "How far two numbers at one place of an output may differ, as a part of the largest"
                + " number of that output, such as 1e-2. Between 0 and 1.")
        @Size(min = 1, max = 16) @ValidationRule(
            value = ToleranceSpec.IS_NUMBER + " && double(self) <= 1.0",
            message =
                "spec.rollout.mirror.maxRelativeDifference must be a number from 0 to 1 in quotes,"
                    + " such as '1e-2'")
        String maxRelativeDifference,
    @JsonPropertyDescription(
            "The least share of labels, or of rows of scores, for which both versions decide for the"
                + " same, such as 99%. Left out, every text has to be the same.")
        @Size(min = 2, max = 16) @ValidationRule(
            value = AnalysisSpec.IS_PERCENTAGE,
            message =
                "spec.rollout.mirror.minTop1Agreement must be a percentage from 0% to 100%, such as"
                    + " 99%")
        @Nullable String minTop1Agreement,
    @JsonPropertyDescription(
            "How many answers have to be compared before the new version can be found good. Default"
                + " 100.")
        @Min(1) @Max(1_000_000) @Nullable Integer minRequests) {}
