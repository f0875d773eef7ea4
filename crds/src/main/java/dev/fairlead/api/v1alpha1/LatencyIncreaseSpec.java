package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/** How much slower a new version may be. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record LatencyIncreaseSpec(
    @JsonPropertyDescription("The share of requests that is compared. Default P95.")
        @Nullable LatencyQuantile quantile,
    @Required @JsonPropertyDescription("How much slower, in percent.") @Min(1) @Max(1000) Integer percent) {}
