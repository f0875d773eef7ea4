package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** A reference that is followed; nothing of this changes while the reference does not move. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record TrackingStatus(
    @JsonPropertyDescription(
            "What the uri stood for when it was last asked; absent before the first answer.")
        @Size(max = 2304) @Nullable String resolved,
    @JsonPropertyDescription(
            "The digest that stands for that version: sha256:HEX. A new revision is made when it"
                + " changes.")
        @Size(max = 128) @Nullable String identity,
    @Required
        @JsonPropertyDescription(
            "Name of the Job that asks. It stays until it is asked again, so that its"
                + " completionTime is when that was last done.")
        @Size(max = 63) String job,
    @JsonPropertyDescription(
            "Why the last Job brought no answer, one of the reasons of conditions; absent where it"
                + " did.")
        @Size(max = 64) @Nullable String reason,
    @JsonPropertyDescription("The same in words, with the cure.") @Size(max = 4096) @Nullable String message) {}
