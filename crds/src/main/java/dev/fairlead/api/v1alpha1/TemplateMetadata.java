package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Labels and annotations of the model pods. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TemplateMetadata(
    @Nullable Map<String, String> labels, @Nullable Map<String, String> annotations) {}
