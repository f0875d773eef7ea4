package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.model.annotation.LabelSelector;
import io.fabric8.kubernetes.model.annotation.StatusReplicas;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the operator observed and decided. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelDeploymentStatus(
    @Nullable Long observedGeneration,
    @Nullable List<Condition> conditions,
    @Nullable String url,
    @Nullable String stableRevision,
    @Nullable String candidateRevision,
    @Nullable List<TrafficStatus> traffic,
    @Nullable List<RevisionStatus> revisions,
    @Nullable ModelStatus model,
    @StatusReplicas @Nullable Integer replicas,
    @Nullable Integer readyReplicas,
    @LabelSelector @Nullable String selector) {}
