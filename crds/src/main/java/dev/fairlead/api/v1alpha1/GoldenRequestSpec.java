package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request whose answer is known. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record GoldenRequestSpec(
    @Required @JsonPropertyDescription("What the status calls it.") @Size(min = 1, max = 63) String name,
    @Required
        @JsonPropertyDescription(
            "The body of an inference request of the Open Inference Protocol v2, such as {inputs:"
                + " [{name: text, datatype: BYTES, shape: [1], data: [hello]}]}.")
        JsonNode request,
    @Required
        @JsonPropertyDescription(
            "What is expected of the outputs that matter; others may be anything.")
        @Size(min = 1, max = 16) List<ExpectedOutputSpec> expect,
    @JsonPropertyDescription(
            "How far numbers may be from the expected ones. Default: absolute 1e-6, relative 1e-3.")
        @Nullable ToleranceSpec tolerance) {}
