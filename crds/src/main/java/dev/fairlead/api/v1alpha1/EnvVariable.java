package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/** A literal environment variable of the model server. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EnvVariable(@Required String name, @Nullable String value) {}
