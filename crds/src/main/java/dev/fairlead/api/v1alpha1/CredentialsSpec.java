package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;

/** What the fetch container may use to read the model. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CredentialsSpec(@Required SecretReference secretRef) {}
