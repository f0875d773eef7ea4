package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;

/** A Secret in the same namespace. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SecretReference(@Required String name) {}
