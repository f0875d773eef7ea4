package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one output of an answer has to be. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(self.data) != has(self.label)",
    message =
        "spec.rollout.verification.requests: what is expected of an output is either data or label:"
            + " give one of them, not both")
@JsonIgnoreProperties(ignoreUnknown = true)
public record ExpectedOutputSpec(
    @Required @JsonPropertyDescription("Name of the output.") @Size(min = 1, max = 256) String output,
    @JsonPropertyDescription(
            "All numbers of the output, flat, row by row, as in the answer's data. Texts and nested"
                + " lists can be given in a ConfigMap.")
        @Size(min = 1, max = 4096) @Nullable List<Double> data,
    @JsonPropertyDescription("The text that is the only element of the output.") @Size(max = 1024) @Nullable String label) {}
