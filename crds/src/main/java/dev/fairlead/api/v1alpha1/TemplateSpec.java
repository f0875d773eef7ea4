package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** A strict subset of a PodTemplateSpec, for the model pods. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record TemplateSpec(
    @JsonPropertyDescription("Labels and annotations of the model pods.")
        @Nullable TemplateMetadata metadata,
    @JsonPropertyDescription("Where and as whom the model pods run.")
        @Nullable TemplatePodSpec spec) {}
