package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** A strict subset of a PodTemplateSpec, for the model pods. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TemplateSpec(@Nullable TemplateMetadata metadata, @Nullable TemplatePodSpec spec) {}
