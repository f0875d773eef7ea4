package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A gateway, or one of its listeners. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RouteParentSpec(
    @Required
        @JsonPropertyDescription("Name of the Gateway.")
        @Size(min = 1, max = Formats.OBJECT_NAME_LENGTH) @ValidationRule(
            value = Formats.IS_OBJECT_NAME,
            message = "spec.route.parentRefs: name" + Formats.OBJECT_NAME_CURE)
        String name,
    @JsonPropertyDescription(
            "Its namespace, which decides by allowedRoutes who may attach routes. Default: the"
                + " model's own.")
        @Size(min = 1, max = 63) @ValidationRule(
            value = "self.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$')",
            message =
                "spec.route.parentRefs: namespace must be the name of a namespace: lower-case"
                    + " letters, digits and '-', starting and ending with a letter or digit")
        @Nullable String namespace,
    @JsonPropertyDescription("Name of one of its listeners. Default: all that allow it.")
        @Size(min = 1, max = Formats.OBJECT_NAME_LENGTH) @ValidationRule(
            value = Formats.IS_OBJECT_NAME,
            message = "spec.route.parentRefs: sectionName" + Formats.OBJECT_NAME_CURE)
        @Nullable String sectionName,
    @JsonPropertyDescription(
            "Only listeners on this port, which needs Gateway API 1.1. Default: all that allow it.")
        @Min(1) @Max(65535) @Nullable Integer port) {}
