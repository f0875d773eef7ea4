package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where and as whom the model pods run. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TemplatePodSpec(
    @Nullable String serviceAccountName,
    @Nullable Map<String, String> nodeSelector,
    @Nullable List<Toleration> tolerations,
    @Nullable Affinity affinity,
    @Nullable List<TopologySpreadConstraint> topologySpreadConstraints,
    @Nullable String priorityClassName,
    @Nullable List<LocalObjectReference> imagePullSecrets,
    @Nullable String runtimeClassName,
    @Nullable String schedulerName,
    @Nullable Long terminationGracePeriodSeconds,
    @Nullable TemplateSecurityContext securityContext) {}
