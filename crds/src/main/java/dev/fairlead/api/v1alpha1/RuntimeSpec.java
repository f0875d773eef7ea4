package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The model server. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RuntimeSpec(
    @JsonPropertyDescription(
            "Image of the model server. Default: the operator's own for the model's format, as it"
                + " was when the revision was made.")
        @Size(min = 1, max = 512) @ValidationRule(
            value =
                "self.matches('^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?(:[0-9]{1,5})?"
                    + "(/[a-z0-9]+([._-]+[a-z0-9]+)*)*"
                    + "(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?(@sha256:[0-9a-f]{64})?$')",
            message =
                "spec.runtime.image must be an image reference such as"
                    + " registry.example.com/team/server:1.0, without a scheme and without spaces")
        @Nullable String image,
    @JsonPropertyDescription(
            "Environment variables of the model server, one entry a name; literals only.")
        @Size(max = 64) @Nullable List<EnvVariable> env) {}
