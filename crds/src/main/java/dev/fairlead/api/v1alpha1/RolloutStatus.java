package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** The rollout that is under way. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RolloutStatus(
    @Required @JsonPropertyDescription("Name of the revision that takes over.") @Size(max = 63) String revision,
    @Required
        @JsonPropertyDescription(
            "Stopping: the old pods end. Starting: the new pods are on their way. Shifting: old and"
                + " new pods serve. Verifying: the new pods are asked golden requests. Mirroring:"
                + " real requests are sent to the new pods too, and the answers compared. Analyzing:"
                + " the new pods have a share of the requests, and time or evidence is missing."
                + " AwaitingApproval: the new pods are ready and wait for rollout.approve."
                + " Switching: the Service goes over to the new pods. Keeping: the"
                + " new pods have all the requests, and the old ones are kept for a while.")
        RolloutStep step,
    @Required @JsonPropertyDescription("When that step began, in RFC 3339.") @Size(max = 64) String since,
    @JsonPropertyDescription("With strategy Canary, how far it is.") @Nullable CanaryStatus canary,
    @JsonPropertyDescription("With rollout.verification, what became of it.")
        @Nullable VerificationStatus verification,
    @JsonPropertyDescription("With rollout.mirror, how far it is.")
        @Nullable MirrorStatus mirror) {}
