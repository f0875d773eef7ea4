package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where and as whom the model pods run. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record TemplatePodSpec(
    @JsonPropertyDescription(
            "The service account of the model pods, whose token they then mount. Default: the"
                + " namespace's default one, without a token.")
        @Size(min = 1, max = Formats.OBJECT_NAME_LENGTH) @ValidationRule(
            value = Formats.IS_OBJECT_NAME,
            message = "spec.template.spec.serviceAccountName" + Formats.OBJECT_NAME_CURE)
        @Nullable String serviceAccountName,
    @JsonPropertyDescription(
            "Labels that a node must have to take a model pod. A pod with an image of Fairlead's"
                + " needs kubernetes.io/os: linux and kubernetes.io/arch: amd64 too, unless they"
                + " are given here.")
        @Size(max = 32) @ValidationRule(
            value = Formats.KEYS_ARE_QUALIFIED,
            message = "spec.template.spec.nodeSelector" + TemplateMetadata.KEY_CURE)
        @ValidationRule(
            value = Formats.VALUES_ARE_LABELS,
            message =
                "spec.template.spec.nodeSelector: a value has at most 63 letters, digits, '-', '_'"
                    + " and"
                    + " '.', and starts and ends with a letter or digit")
        @Nullable Map<String, @Size(max = Formats.LABEL_VALUE_LENGTH) String> nodeSelector,
    @JsonPropertyDescription("Taints of nodes that the model pods tolerate.") @Size(max = 32) @Nullable List<Toleration> tolerations,
    @JsonPropertyDescription("Rules and preferences for the nodes and neighbours of model pods.")
        @Nullable Affinity affinity,
    @JsonPropertyDescription(
            "How the model pods spread over zones, nodes and the like. Default: over nodes and"
                + " zones, as far as there is room.")
        @Size(max = 8) @Nullable List<TopologySpreadConstraint> topologySpreadConstraints,
    @JsonPropertyDescription("The PriorityClass of the model pods.")
        @Size(min = 1, max = Formats.OBJECT_NAME_LENGTH) @ValidationRule(
            value = Formats.IS_OBJECT_NAME,
            message = "spec.template.spec.priorityClassName" + Formats.OBJECT_NAME_CURE)
        @Nullable String priorityClassName,
    @JsonPropertyDescription(
            "Secrets in the same namespace with which nodes pull the images of model pods.")
        @Size(max = 16) @Nullable List<LocalObjectReference> imagePullSecrets,
    @JsonPropertyDescription("The RuntimeClass of the model pods.")
        @Size(min = 1, max = Formats.OBJECT_NAME_LENGTH) @ValidationRule(
            value = Formats.IS_OBJECT_NAME,
            message = "spec.template.spec.runtimeClassName" + Formats.OBJECT_NAME_CURE)
        @Nullable String runtimeClassName,
    @JsonPropertyDescription("The scheduler that places the model pods. Default: the cluster's.")
        @Size(min = 1, max = Formats.OBJECT_NAME_LENGTH) @ValidationRule(
            value = Formats.IS_OBJECT_NAME,
            message = "spec.template.spec.schedulerName" + Formats.OBJECT_NAME_CURE)
        @Nullable String schedulerName,
    @JsonPropertyDescription(
            "Seconds that a stopping pod has to finish its requests; five of them pass while new"
                + " connections may still arrive. Default 60.")
        @Min(10) @Max(3600) @Nullable Long terminationGracePeriodSeconds,
    @JsonPropertyDescription("Groups of the model pods and their volumes.")
        @Nullable TemplateSecurityContext securityContext) {}
