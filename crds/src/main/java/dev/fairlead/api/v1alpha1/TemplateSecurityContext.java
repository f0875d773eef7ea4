package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Group ownership of mounted volumes. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TemplateSecurityContext(
    @Nullable Long fsGroup, @Nullable List<Long> supplementalGroups) {}
