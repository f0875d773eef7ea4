package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** The share of requests that a revision gets. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record TrafficStatus(
    @Required @JsonPropertyDescription("Name of the revision.") @Size(max = 63) String revision,
    @Required
        @JsonPropertyDescription(
            "Its share, in percent; all shares sum to 100. With rollout.canary.sticky it is one of the"
                + " header's values.")
        @Min(0) @Max(100) Integer weight) {}
