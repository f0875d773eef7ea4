package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** What the new version answered to the golden requests. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record VerificationStatus(
    @Required @JsonPropertyDescription("How many golden requests each pod is asked.") @Min(0) Integer requests,
    @Required
        @JsonPropertyDescription("How many ready pods have answered all of them as expected.")
        @Min(0) Integer podsPassed,
    @Required
        @JsonPropertyDescription(
            "Whether all ready pods have, so that the new version may get requests.")
        Boolean passed,
    @JsonPropertyDescription(
            "sha256:… of the golden requests, wherever they come from: the same for the same"
                + " meaning. Absent while they cannot be read.")
        @Size(max = 128) @Nullable String digest,
    @JsonPropertyDescription("The first answer that is not as expected, in numbers.")
        @Size(max = 1024) @Nullable String firstDifference) {}
