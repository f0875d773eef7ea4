package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** What is known of a new version by its requests; written at most every 30 seconds. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record EvidenceStatus(
    @Required @JsonPropertyDescription("Requests that were its turn.") @Min(0) Long requests,
    @Required
        @JsonPropertyDescription(
            "About how many more it may take to know whether it is good; 0 once that is known.")
        @Min(0) Long missing,
    @Required
        @JsonPropertyDescription(
            "What was measured that is nearest to its limit, such as 'error rate'.")
        @Size(max = 128) String measure,
    @Required @JsonPropertyDescription("Its value, such as 0.25%.") @Size(max = 32) String value,
    @Required @JsonPropertyDescription("Its limit, such as 0.60%.") @Size(max = 32) String threshold) {}
