package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A ConfigMap in the same namespace. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ConfigMapReference(
    @Required
        @JsonPropertyDescription("Name of the ConfigMap.")
        @Size(min = 1, max = Formats.OBJECT_NAME_LENGTH) @ValidationRule(
            value = Formats.IS_OBJECT_NAME,
            message = "spec.rollout.verification.configMapRef.name" + Formats.OBJECT_NAME_CURE)
        String name) {}
