package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests whose answers are known, asked of a new version before anybody else may. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(self.requests) != has(self.configMapRef)",
    message =
        "spec.rollout.verification needs either requests or configMapRef: give one of them, not"
            + " both")
@JsonIgnoreProperties(ignoreUnknown = true)
public record VerificationSpec(
    @JsonPropertyDescription(
            "The requests, with what is expected at most 16 KiB in all; for more use configMapRef."
                + " Each ready pod of the new version is asked all of them.")
        @Size(min = 1, max = 32) @Nullable List<GoldenRequestSpec> requests,
    @JsonPropertyDescription(
            "A ConfigMap with the requests, under the key requests.yaml: a list of the same form as"
                + " requests, at most 256.")
        @Nullable ConfigMapReference configMapRef) {}
