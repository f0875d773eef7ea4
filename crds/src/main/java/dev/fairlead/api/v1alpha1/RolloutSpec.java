package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** How a new revision replaces the old one. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RolloutSpec(@Nullable RollingSpec rolling, @Nullable String progressDeadline) {}
