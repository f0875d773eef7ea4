package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The model server. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "!has(self.custom) || has(self.image)",
    message =
        "spec.runtime.image must be given with spec.runtime.custom: it is the image of that server")
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
        @Size(max = 64) @Nullable List<EnvVariable> env,
    @JsonPropertyDescription(
            "Shared memory at /dev/shm, such as 1Gi: for servers whose processes, or whose GPUs,"
                + " exchange data there. What is used of it counts against"
                + " spec.resources.limits.memory. Default: the container runtime's, mostly 64Mi.")
        @ValidationRule(
            value =
                "type(self) == int ? self > 0"
                    + " : isQuantity(string(self)) &&"
                    + " quantity(string(self)).isGreaterThan(quantity('0'))",
            message = "spec.runtime.sharedMemory must be a quantity above 0, such as 64Mi or 1Gi")
        @Nullable Quantity sharedMemory,
    @JsonPropertyDescription(
            "For an image that is no server of Fairlead's: how it is started and asked. What it"
                + " gets and has to do is on the page on foreign servers.")
        @Nullable CustomSpec custom) {}
