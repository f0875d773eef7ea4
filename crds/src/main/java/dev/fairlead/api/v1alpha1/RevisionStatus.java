package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** A recorded revision. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RevisionStatus(
    String name,
    Long number,
    @Nullable String version,
    RevisionModelStatus model,
    RevisionImageStatus image,
    String createdAt,
    RevisionState state,
    @Nullable String reason,
    @Nullable Integer replicas,
    @Nullable Integer readyReplicas) {}
