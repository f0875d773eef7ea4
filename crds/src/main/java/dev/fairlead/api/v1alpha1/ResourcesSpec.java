package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compute resources of the model server, as in a container. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ResourcesSpec(
    @Nullable Map<String, Quantity> requests, @Nullable Map<String, Quantity> limits) {}
