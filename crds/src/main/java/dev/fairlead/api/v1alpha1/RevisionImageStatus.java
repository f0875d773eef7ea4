package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** The model server image of a revision. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RevisionImageStatus(String name, @Nullable String digest) {}
