package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.model.annotation.SpecReplicas;
import org.jspecify.annotations.Nullable;

/** What the user wants. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "!has(self.runtime) || !has(self.runtime.custom) || !has(self.model.format)",
    message =
        "spec.model.format has no use with spec.runtime.custom: it chooses among Fairlead's own"
            + " servers; remove it")
@ValidationRule(
    value = "!has(self.runtime) || !has(self.runtime.custom) || !has(self.model.task)",
    message =
        "spec.model.task has no use with spec.runtime.custom: only Fairlead's own servers know it;"
            + " remove it")
@ValidationRule(
    value =
        "!has(self.runtime) || !has(self.runtime.custom) || !has(self.model.digest)"
            + " || !self.model.uri.startsWith('pvc://')",
    message =
        "spec.model.digest of a pvc:// uri is checked by Fairlead's own servers, and by nobody with"
            + " spec.runtime.custom: remove it, or publish the model in a registry")
@ValidationRule(
    value =
        "!has(self.runtime) || !has(self.runtime.custom) || !has(self.rollout)"
            + " || !has(self.rollout.strategy) || self.rollout.strategy != 'Canary'"
            + " || has(self.route)",
    message =
        "spec.rollout.strategy Canary needs Fairlead's own servers, or spec.route: with"
            + " spec.runtime.custom and without a route use Rolling, BlueGreen or Recreate")
@ValidationRule(
    value =
        "!has(self.runtime) || !has(self.runtime.custom) || !has(self.rollout)"
            + " || (!has(self.rollout.verification) && !has(self.rollout.mirror))",
    message =
        "spec.rollout.verification and spec.rollout.mirror need Fairlead's own servers: remove them"
            + " with spec.runtime.custom")
@ValidationRule(
    value =
        "!has(self.runtime) || !has(self.runtime.custom) || !has(self.rollout)"
            + " || !has(self.rollout.canary) || !has(self.rollout.canary.analysis)",
    message =
        "spec.rollout.canary.analysis reads metrics that only Fairlead's own servers have: with"
            + " spec.runtime.custom remove it, and give the steps hold or approval")
@ValidationRule(
    value =
        "!has(self.route) || !has(self.rollout) || !has(self.rollout.canary)"
            + " || !has(self.rollout.canary.sticky)",
    message =
        "spec.rollout.canary.sticky has no use with spec.route: there the gateways choose which"
            + " requests go to the new version; remove one of them")
@JsonIgnoreProperties(ignoreUnknown = true)
public record ModelDeploymentSpec(
    @Required @JsonPropertyDescription("The model to serve and where its files come from.")
        ModelSpec model,
    @JsonPropertyDescription("The model server.") @Nullable RuntimeSpec runtime,
    @JsonPropertyDescription("Compute resources of the model server, as in a container.")
        @Nullable ResourcesSpec resources,
    @JsonPropertyDescription(
            "How many pods serve. Leave it out of manifests where kubectl scale, an autoscaler or"
                + " another tool sets it.")
        @SpecReplicas
        @Default("1")
        @Min(0) @Max(1000) @Nullable Integer replicas,
    @JsonPropertyDescription("How a new revision replaces the old one.")
        @Nullable RolloutSpec rollout,
    @JsonPropertyDescription(
            "How clients outside of the cluster reach the model: by an HTTPRoute of Gateway API,"
                + " which also shares requests out during a canary. Whoever sets it needs the right"
                + " to create HTTPRoutes in the namespace.")
        @Nullable RouteSpec route,
    @JsonPropertyDescription(
            "Any text; a new one makes a new revision of an unchanged spec, on today's default"
                + " image."
                + " Shown as the reason of the revision, such as '2026-11 CVE fix'.")
        @Size(min = 1, max = 256) @Nullable String refresh,
    @JsonPropertyDescription(
            "How many recorded revisions without pods are kept to go back to, the newest ones. One"
                + " that has pods, that a rollout or rollout.pinnedRevision needs, or that the spec"
                + " declares is kept beside them, also where the number is 0. Between 0 and 50."
                + " Default 10.")
        // status.revisions has room for 64: for these and for all that are kept beside them
        @Min(0) @Max(50) @Nullable Integer revisionHistoryLimit,
    @JsonPropertyDescription("More settings of the model pods: a strict subset of a pod template.")
        @Nullable TemplateSpec template,
    @JsonPropertyDescription(
            "While true, no revision is made, rolled out or taken away; scaling and healing go on.")
        @Nullable Boolean paused) {}
