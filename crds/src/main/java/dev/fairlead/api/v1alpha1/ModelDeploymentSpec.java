package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.model.annotation.SpecReplicas;
import org.jspecify.annotations.Nullable;

/** What the user wants. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelDeploymentSpec(
    @Required ModelSpec model,
    @Nullable RuntimeSpec runtime,
    @Nullable ResourcesSpec resources,
    @SpecReplicas @Default("1") @Min(0) @Max(1000) @Nullable Integer replicas,
    @Nullable RolloutSpec rollout,
    @Nullable String refresh,
    @Nullable TemplateSpec template,
    @Nullable Boolean paused) {}
