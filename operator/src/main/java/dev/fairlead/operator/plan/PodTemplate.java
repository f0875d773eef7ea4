package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.CredentialsSpec;
import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.api.v1alpha1.ModelSpec;
import dev.fairlead.api.v1alpha1.TemplateMetadata;
import dev.fairlead.api.v1alpha1.TemplatePodSpec;
import dev.fairlead.api.v1alpha1.TemplateSecurityContext;
import dev.fairlead.api.v1alpha1.TemplateSpec;
import dev.fairlead.operator.observe.Labels;
import dev.fairlead.operator.validate.ClaimUri;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The pod template of a new revision: rendered once, recorded, and never rendered again. */
final class PodTemplate {
  static final String MODEL_PATH = "/mnt/models";

  /** Where the model server looks for them by itself: one that is older knows no variable. */
  static final String TRUSTED_CAS_PATH = "/etc/fairlead/trusted-cas";

  private static final long GRACE_PERIOD_SECONDS = 60;

  private PodTemplate() {}

  /** Of the revision with that name. */
  static PodTemplateSpec render(
      ModelDeployment md, String revision, String image, PodSettings settings) {
    TemplateSpec template = md.getSpec().template();
    TemplateMetadata metadata = template == null ? null : template.metadata();
    TemplatePodSpec pod = template == null ? null : template.spec();
    var spec =
        new PodSpecBuilder()
            .withInitContainers(
                isInClaim(md) ? List.of() : List.of(FetchContainer.of(md.getSpec(), settings)))
            .withContainers(ServerContainer.of(md, revision, image))
            .withEnableServiceLinks(false)
            .withAutomountServiceAccountToken(pod != null && pod.serviceAccountName() != null)
            .withNewSecurityContext()
            .withRunAsNonRoot(true)
            .withNewSeccompProfile()
            .withType("RuntimeDefault")
            .endSeccompProfile()
            .endSecurityContext()
            .withTerminationGracePeriodSeconds(GRACE_PERIOD_SECONDS);
    volumes(md, settings, spec);
    spec.withTolerations(LostNodes.tolerations(pod))
        .withTopologySpreadConstraints(Spread.constraints(pod, revision))
        .withAffinity(Spread.affinity(pod, revision));
    place(pod, spec);
    pullSecrets(pod, settings, spec);
    return new PodTemplateSpecBuilder()
        .withNewMetadata()
        .withLabels(labels(md, revision, metadata))
        .withAnnotations(
            metadata == null || metadata.annotations() == null
                ? null
                : new TreeMap<>(metadata.annotations()))
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

  /** Then nothing is fetched. */
  private static boolean isInClaim(ModelDeployment md) {
    return ClaimUri.isMeant(model(md).uri());
  }

  private static ModelSpec model(ModelDeployment md) {
    return md.getSpec().model();
  }

  private static void volumes(ModelDeployment md, PodSettings settings, PodSpecBuilder spec) {
    Optional<ClaimUri> claim = ClaimUri.of(model(md).uri());
    if (claim.isPresent()) {
      // as a whole: a subPath that is not there would be made, in the user's claim, by the kubelet;
      // read-only also for the volume, so that no owner of its files is changed for an fsGroup
      spec.addNewVolume()
          .withName("model")
          .withNewPersistentVolumeClaim(claim.get().claim(), true)
          .endVolume();
    } else {
      Quantity storage = model(md).storage();
      spec.addNewVolume()
          .withName("model")
          .withEmptyDir(
              new EmptyDirVolumeSource(null, storage == null ? null : Bytes.canonical(storage)))
          .endVolume();
    }
    spec.addNewVolume().withName("tmp").withEmptyDir(new EmptyDirVolumeSource()).endVolume();
    trustedCas(md, spec);
    if (claim.isEmpty()) {
      fetchVolumes(md, settings, spec);
    }
  }

  /** Optional: where the site has none there is no such object, and it may get some later. */
  private static void trustedCas(ModelDeployment md, PodSpecBuilder spec) {
    spec.addNewVolume()
        .withName("trusted-cas")
        .withNewConfigMap()
        .withName(TrustedCas.name(md))
        .withOptional(true)
        .endConfigMap()
        .endVolume();
  }

  private static void fetchVolumes(ModelDeployment md, PodSettings settings, PodSpecBuilder spec) {
    CredentialsSpec credentials = model(md).credentials();
    if (credentials != null) {
      secret("credentials", credentials.secretRef().name(), spec);
    }
    String ofProxy = settings.proxy().mountedSecret();
    if (ofProxy != null) {
      secret("proxy-credentials", ofProxy, spec);
    }
  }

  /**
   * Optional, so that fetch reports a missing one with a reason; a plain volume would only wait.
   */
  private static void secret(String volume, String name, PodSpecBuilder spec) {
    spec.addNewVolume()
        .withName(volume)
        .withNewSecret()
        .withSecretName(name)
        .withOptional(true)
        .endSecret()
        .endVolume();
  }

  private static void place(@Nullable TemplatePodSpec pod, PodSpecBuilder spec) {
    if (pod == null) {
      return;
    }
    spec.withServiceAccountName(pod.serviceAccountName())
        .withNodeSelector(pod.nodeSelector() == null ? null : new TreeMap<>(pod.nodeSelector()))
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

  private static void pullSecrets(
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
