package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** What the fetch container may use to read the model. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record CredentialsSpec(
    @Required
        @JsonPropertyDescription(
            "A Secret in the same namespace. Its keys: .dockerconfigjson for oci://; token, or"
                + " username and password, for https:// and djl://; token for hf://;"
                + " AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and, where there is one,"
                + " AWS_SESSION_TOKEN for s3://. Only the fetch container mounts it.")
        SecretReference secretRef) {}
