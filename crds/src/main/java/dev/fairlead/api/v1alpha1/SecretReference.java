package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A Secret in the same namespace. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record SecretReference(
    @Required
        @JsonPropertyDescription("Name of the Secret.")
        @Size(min = 1, max = Formats.OBJECT_NAME_LENGTH) @ValidationRule(
            value = Formats.IS_OBJECT_NAME,
            message = "spec.model.credentials.secretRef.name" + Formats.OBJECT_NAME_CURE)
        String name) {}
