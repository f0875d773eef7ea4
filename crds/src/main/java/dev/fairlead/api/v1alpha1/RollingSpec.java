package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.IntOrString;
import org.jspecify.annotations.Nullable;

/** Pod by pod. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RollingSpec(@Nullable IntOrString maxSurge, @Nullable IntOrString maxUnavailable) {}
