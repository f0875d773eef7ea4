package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** Name, datatype and shape of an input or output. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record TensorStatus(
    @Required @JsonPropertyDescription("Name of the tensor.") @Size(max = 256) String name,
    @Required
        @JsonPropertyDescription("Datatype in the Open Inference Protocol's words, such as FP32.")
        @Size(max = 32) String datatype,
    @Required
        @JsonPropertyDescription(
            "Size of each dimension; -1 where it varies from request to request.")
        @Size(max = 16) List<@Min(-1) Long> shape) {}
