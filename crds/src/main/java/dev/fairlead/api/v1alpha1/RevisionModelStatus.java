package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** The model of a revision. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RevisionModelStatus(String uri, @Nullable String digest, @Nullable Long bytes) {}
