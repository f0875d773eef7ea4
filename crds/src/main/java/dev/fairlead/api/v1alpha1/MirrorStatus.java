package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** How the new version's answers compare with the old one's; written at most every 30 seconds. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record MirrorStatus(
    @Required
        @JsonPropertyDescription("The share of the requests that is asked for, in percent.")
        @Min(1) @Max(100) Integer percent,
    @Required @JsonPropertyDescription("Whether enough answers were compared, and all limits kept.")
        Boolean passed,
    @JsonPropertyDescription(
            "Since when every pod that serves mirrors that share, in RFC 3339; absent before.")
        @Size(max = 64) @Nullable String since,
    @JsonPropertyDescription("Answers that were compared.") @Min(0) @Nullable Long compared,
    @JsonPropertyDescription("How many more have to be; 0 once that is enough.") @Min(0) @Nullable Long missing,
    @JsonPropertyDescription("Requests that the new version did not answer with status 200.")
        @Min(0) @Nullable Long failed,
    @JsonPropertyDescription(
            "No answer differed by more than that: the upper bound of the bucket that the largest"
                + " difference is in.")
        @Size(max = 32) @Nullable String maxRelativeDifference,
    @JsonPropertyDescription(
            "The share of labels and rows of scores for which both decide for the same, such as"
                + " 99.80%; absent where there are none.")
        @Size(max = 32) @Nullable String top1Agreement) {}
