package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.CustomSpec;
import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.api.v1alpha1.ModelSpec;
import dev.fairlead.api.v1alpha1.RuntimeSpec;
import dev.fairlead.api.v1alpha1.TemplateMetadata;
import dev.fairlead.api.v1alpha1.TemplatePodSpec;
import dev.fairlead.api.v1alpha1.TemplateSecurityContext;
import dev.fairlead.api.v1alpha1.TemplateSpec;
import dev.fairlead.operator.observe.Labels;
import dev.fairlead.operator.revision.Resolved;
import dev.fairlead.operator.validate.ClaimUri;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The pod template of a new revision: rendered once, recorded, and never rendered again. */
final class PodTemplate {
  static final String MODEL_PATH = "/mnt/models";

  /** Where the model server looks for them by itself: one that is older knows no variable. */
  static final String TRUSTED_CAS_PATH = "/etc/fairlead/trusted-cas";

  /** Where it looks for the settings that change while it runs. */
  static final String LIVE_PATH = "/etc/fairlead/live";

  private static final long GRACE_PERIOD_SECONDS = 60;

  private PodTemplate() {}

  /** Of the revision with that name; {@code resolved} is null where nothing was to be. */
  static PodTemplateSpec render(
      ModelDeployment md,
      String revision,
      String image,
      @Nullable Resolved resolved,
      PodSettings settings) {
    TemplateSpec template = md.getSpec().template();
    TemplateMetadata metadata = template == null ? null : template.metadata();
    TemplatePodSpec pod = template == null ? null : template.spec();
    var spec =
        new PodSpecBuilder()
            .withInitContainers(
                isInClaim(md)
                    ? List.of()
                    : List.of(FetchContainer.of(md.getSpec(), resolved, settings)))
            .withContainers(server(md, revision, image))
            .withEnableServiceLinks(false)
            .withAutomountServiceAccountToken(pod != null && pod.serviceAccountName() != null)
            .withSecurityContext(nonRoot())
            .withNodeSelector(nodeSelector(md, pod))
            .withTerminationGracePeriodSeconds(GRACE_PERIOD_SECONDS);
    PodVolumes.add(md, settings, spec);
    spec.withTolerations(LostNodes.tolerations(pod))
        .withTopologySpreadConstraints(Spread.constraints(pod, revision))
        .withAffinity(Spread.affinity(pod, revision));
    place(pod, spec);
    pullSecrets(pod, settings, spec);
    return new PodTemplateSpecBuilder()
        .withNewMetadata()
        .withLabels(labels(md, revision, metadata))
        .withAnnotations(annotations(md, metadata))
        .endMetadata()
        .withSpec(spec.build())
        .build();
  }

  private static Map<String, String> labels(
      ModelDeployment md, String revision, @Nullable TemplateMetadata metadata) {
    var labels = new TreeMap<String, String>();
    if (metadata != null && metadata.labels() != null) {
      labels.putAll(metadata.labels());
    }
    labels.putAll(Labels.of(md.getMetadata().getName(), revision));
    return labels;
  }

  private static @Nullable Map<String, String> annotations(
      ModelDeployment md, @Nullable TemplateMetadata metadata) {
    var annotations = new TreeMap<String, String>();
    if (metadata != null && metadata.annotations() != null) {
      annotations.putAll(metadata.annotations());
    }
    CustomSpec custom = custom(md);
    if (custom != null) {
      annotations.putAll(ForeignMetrics.annotations(custom));
    }
    return annotations.isEmpty() ? null : annotations;
  }

  private static Container server(ModelDeployment md, String revision, String image) {
    CustomSpec custom = custom(md);
    return custom == null
        ? ServerContainer.of(md, revision, image)
        : ForeignContainer.of(md, custom, revision, image);
  }

  private static @Nullable CustomSpec custom(ModelDeployment md) {
    RuntimeSpec runtime = md.getSpec().runtime();
    return runtime == null ? null : runtime.custom();
  }

  /** Then nothing is fetched. */
  private static boolean isInClaim(ModelDeployment md) {
    return ClaimUri.isMeant(model(md).uri());
  }

  private static ModelSpec model(ModelDeployment md) {
    return md.getSpec().model();
  }

  /** Of a pod that runs an image of ours, the server's or that of fetch, for this platform too. */
  private static @Nullable Map<String, String> nodeSelector(
      ModelDeployment md, @Nullable TemplatePodSpec pod) {
    Map<String, String> asked = pod == null ? null : pod.nodeSelector();
    RuntimeSpec runtime = md.getSpec().runtime();
    boolean isServerOurs = runtime == null || runtime.image() == null;
    if (isServerOurs || !isInClaim(md)) {
      return Platform.nodeSelector(asked);
    }
    return asked == null ? null : new TreeMap<>(asked);
  }

  private static void place(@Nullable TemplatePodSpec pod, PodSpecBuilder spec) {
    if (pod == null) {
      return;
    }
    spec.withServiceAccountName(pod.serviceAccountName())
        .withPriorityClassName(pod.priorityClassName())
        .withRuntimeClassName(pod.runtimeClassName())
        .withSchedulerName(pod.schedulerName());
    if (pod.terminationGracePeriodSeconds() != null) {
      spec.withTerminationGracePeriodSeconds(pod.terminationGracePeriodSeconds());
    }
    TemplateSecurityContext security = pod.securityContext();
    if (security != null) {
      spec.editSecurityContext()
          .withFsGroup(security.fsGroup())
          .withSupplementalGroups(security.supplementalGroups())
          .endSecurityContext();
    }
  }

  static void pullSecrets(
      @Nullable TemplatePodSpec pod, PodSettings settings, PodSpecBuilder spec) {
    var secrets = new ArrayList<LocalObjectReference>();
    if (pod != null && pod.imagePullSecrets() != null) {
      secrets.addAll(pod.imagePullSecrets());
    }
    List<String> named = secrets.stream().map(LocalObjectReference::getName).toList();
    settings.pullSecrets().stream()
        .filter(s -> !named.contains(s))
        .map(LocalObjectReference::new)
        .forEach(secrets::add);
    spec.withImagePullSecrets(secrets);
  }

  static PodSecurityContext nonRoot() {
    return new PodSecurityContextBuilder()
        .withRunAsNonRoot(true)
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .build();
  }

  static SecurityContext restricted() {
    return new SecurityContextBuilder()
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withNewCapabilities()
        .addToDrop("ALL")
        .endCapabilities()
        .build();
  }
}
