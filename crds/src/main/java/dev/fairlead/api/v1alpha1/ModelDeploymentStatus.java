package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.model.annotation.LabelSelector;
import io.fabric8.kubernetes.model.annotation.StatusReplicas;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the operator observed and decided. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ModelDeploymentStatus(
    @JsonPropertyDescription(
            "The generation of the spec that this status speaks of; -1 before the operator has seen"
                + " the resource.")
        @Min(-1) @Nullable Long observedGeneration,
    @JsonPropertyDescription(
            "Ready, Available, and, only while true, Reconciling and Stalled; one entry a type.")
        @Size(max = 16) @Nullable List<Condition> conditions,
    @JsonPropertyDescription("Where clients inside the cluster reach the model.") @Size(max = 512) @Nullable String url,
    @JsonPropertyDescription("The revision that has the traffic, or had it last.") @Size(max = 63) @Nullable String stableRevision,
    @JsonPropertyDescription("The revision that is on its way, while there is one.") @Size(max = 63) @Nullable String candidateRevision,
    @JsonPropertyDescription("Who gets which share of the requests; the stable revision first.")
        @Size(max = 8) @Nullable List<TrafficStatus> traffic,
    @JsonPropertyDescription("The rollout that is under way, while there is one.")
        @Nullable RolloutStatus rollout,
    @JsonPropertyDescription("The recorded revisions, the newest first.") @Size(max = 64) @Nullable List<RevisionStatus> revisions,
    @JsonPropertyDescription("The model, as the server that has the traffic describes it.")
        @Nullable ModelStatus model,
    @JsonPropertyDescription("Pods that the Service selects.") @StatusReplicas @Min(0) @Nullable Integer replicas,
    @JsonPropertyDescription("Ready pods that the Service selects.") @Min(0) @Nullable Integer readyReplicas,
    @JsonPropertyDescription(
            "Label selector of the pods that replicas counts; read by autoscalers.")
        @LabelSelector
        @Size(max = 512) @Nullable String selector,
    @JsonPropertyDescription("The reference that is followed, while spec.model.track has one.")
        @Nullable TrackingStatus tracking,
    @JsonPropertyDescription(
            "Today's default image of the model server, where the stable revision has another one;"
                + " spec.refresh takes it. Absent where it has that one, or that of runtime.image.")
        @Size(max = 512) @Nullable String newerImage) {}
