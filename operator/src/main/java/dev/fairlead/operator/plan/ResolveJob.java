package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.api.v1alpha1.TemplatePodSpec;
import dev.fairlead.operator.observe.Labels;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The Job that finds out what a model's reference stands for, with the operator's own image: it has
 * the model's credentials, which {@code runtime.image} must not see.
 */
final class ResolveJob {
  /**
   * For the image and the source's answer, which fetch asks for five times. It is the pod's and not
   * the Job's, so that it begins on a node: how long a queue holds the pod back, or a scheduler
   * looks for a place, does not count.
   */
  static final Duration DEADLINE = Duration.ofMinutes(5);

  /** A first failure may be an accident. */
  private static final int RETRIES = 1;

  /** A sidecar would never end, and the Job with it: of Istio, Linkerd and Consul. */
  private static final Map<String, String> WITHOUT_SIDECARS =
      Map.of(
          "sidecar.istio.io/inject",
          "false",
          "linkerd.io/inject",
          "disabled",
          "consul.hashicorp.com/connect-inject",
          "false");

  /** Of Kuma, which looks for it in labels. */
  private static final Map<String, String> WITHOUT_SIDECAR =
      Map.of("kuma.io/sidecar-injection", "disabled");

  private ResolveJob() {}

  /** Under that name. It stays until its answer is recorded, whenever that may be. */
  static Job of(ModelDeployment md, String name, PodSettings settings) {
    return new JobBuilder()
        .withMetadata(
            Metadata.of(
                md,
                name,
                over(settings.resolve().podLabels(), Labels.of(md.getMetadata().getName()))))
        .withNewSpec()
        .withBackoffLimit(RETRIES)
        // an eviction is none of these failures
        .withNewPodFailurePolicy()
        .addNewRule()
        .withAction("Ignore")
        .addNewOnPodCondition()
        .withType("DisruptionTarget")
        .withStatus("True")
        .endOnPodCondition()
        .endRule()
        .endPodFailurePolicy()
        .withTemplate(template(md, settings))
        .endSpec()
        .build();
  }

  private static PodTemplateSpec template(ModelDeployment md, PodSettings settings) {
    Map<String, String> own = Labels.ofResolver(md.getMetadata().getName());
    return new PodTemplateSpecBuilder()
        .withNewMetadata()
        .withLabels(over(settings.resolve().podLabels(), over(own, WITHOUT_SIDECAR)))
        .withAnnotations(over(settings.resolve().podAnnotations(), WITHOUT_SIDECARS))
        .endMetadata()
        .withSpec(pod(md, settings))
        .build();
  }

  /** What the site says, with ours over it. */
  private static Map<String, String> over(Map<String, String> site, Map<String, String> ours) {
    var all = new TreeMap<>(site);
    all.putAll(ours);
    return all;
  }

  /** Where the model's pods may run, but on no node that they need and it does not. */
  private static PodSpec pod(ModelDeployment md, PodSettings settings) {
    TemplatePodSpec template =
        md.getSpec().template() == null ? null : md.getSpec().template().spec();
    String account = template == null ? null : template.serviceAccountName();
    ResolvePods site = settings.resolve();
    var spec =
        new PodSpecBuilder()
            .withRestartPolicy("Never")
            .withActiveDeadlineSeconds(DEADLINE.toSeconds())
            .withContainers(FetchContainer.resolving(md.getSpec(), settings))
            .withServiceAccountName(account)
            .withAutomountServiceAccountToken(account != null)
            .withEnableServiceLinks(false)
            .withSecurityContext(PodTemplate.nonRoot())
            .withNodeSelector(Platform.nodeSelector(site.nodeSelector()))
            .withTolerations(
                Stream.concat(LostNodes.tolerations(template).stream(), site.tolerations().stream())
                    .toList())
            .withPriorityClassName(nullIfEmpty(site.priorityClassName()))
            .withRuntimeClassName(nullIfEmpty(site.runtimeClassName()))
            .withSchedulerName(nullIfEmpty(site.schedulerName()));
    PodVolumes.addForResolving(md, settings, spec);
    PodTemplate.pullSecrets(template, settings, spec);
    return spec.build();
  }

  private static @Nullable String nullIfEmpty(String text) {
    return text.isEmpty() ? null : text;
  }
}
