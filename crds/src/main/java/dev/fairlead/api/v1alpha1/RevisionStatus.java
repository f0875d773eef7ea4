package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** A recorded revision. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RevisionStatus(
    @Required
        @JsonPropertyDescription(
            "Name of the revision, of its ControllerRevision and of its Deployment.")
        @Size(max = 63) String name,
    @Required @JsonPropertyDescription("Counts up with every new revision.") @Min(1) Long number,
    @JsonPropertyDescription("The owner's name for the version: model.version of that spec.")
        @Size(max = 63) @Nullable String version,
    @Required @JsonPropertyDescription("The model of the revision.") RevisionModelStatus model,
    @Required @JsonPropertyDescription("The model server image of the revision.")
        RevisionImageStatus image,
    @Required @JsonPropertyDescription("When the revision was made, in RFC 3339.") @Size(max = 64) String createdAt,
    @JsonPropertyDescription(
            "true once it had all the requests and answered them, whoever has them now; else"
                + " absent.")
        @Nullable Boolean promoted,
    @Required
        @JsonPropertyDescription(
            "Pending: its pods are on their way. Serving: it receives requests. Draining: a newer"
                + " one took its place. Failed: it cannot work as it is. Retired: no pods, recorded"
                + " so that going back is exact.")
        RevisionState state,
    @JsonPropertyDescription(
            "Why it failed or was taken back, until it is tried again; else Tracked, where it was"
                + " made since the uri that model.track follows had moved, or the text of refresh,"
                + " where it was made for that.")
        @Size(max = 1024) @Nullable String reason,
    @JsonPropertyDescription("Where it failed or was taken back, what happened, in numbers.")
        @Size(max = 256) @Nullable String message,
    @JsonPropertyDescription("Its pods.") @Min(0) @Nullable Integer replicas,
    @JsonPropertyDescription("Its ready pods.") @Min(0) @Nullable Integer readyReplicas) {}
