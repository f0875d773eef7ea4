package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.api.model.Quantity;
import org.jspecify.annotations.Nullable;

/** The model to serve and where its files come from. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelSpec(
    @Required String uri,
    @Nullable String version,
    @Nullable String digest,
    @Nullable String name,
    @Nullable ModelFormat format,
    @Nullable ModelTask task,
    @Nullable Quantity storage,
    @Nullable CredentialsSpec credentials) {}
