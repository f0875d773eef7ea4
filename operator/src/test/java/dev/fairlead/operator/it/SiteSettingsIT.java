package dev.fairlead.operator.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.ControlPlaneExtension;
import dev.fairlead.testsupport.Waiting;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the site sets in the operator's environment reaches the pods of models, and the Job that
 * asks what a reference stands for; the operator's own requests go straight.
 */
class SiteSettingsIT {
  private static final String RESOURCES =
      "resources: {requests: {cpu: 10m, memory: 16Mi}, limits: {memory: 64Mi}}\n";

  private static final String OCI =
      """
      model: {uri: "oci://registry.test/models/minilm:1"}
      template: {spec: {imagePullSecrets: [{name: own}]}}
      """;

  private static final String HUB = "model: {uri: \"hf://sentence-transformers/minilm\"}\n";
  private static final String S3 = "model: {uri: \"s3://models/minilm\"}\n";

  /** Nobody listens there: a request that went through it would be seen to fail. */
  private static final String DEAD = "http://127.0.0.1:1";

  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "FAIRLEAD_PROXY_HTTPS",
          DEAD,
          "FAIRLEAD_PROXY_HTTP",
          DEAD,
          "FAIRLEAD_PROXY_NO_PROXY",
          ".svc,10.0.0.0/8",
          "FAIRLEAD_PROXY_SECRET_NAME",
          "corp",
          "FAIRLEAD_FETCH_ALLOWED_HOSTS",
          "mirror.test,cache.test",
          "FAIRLEAD_FETCH_PLAIN_HTTP_HOSTS",
          "plain.test:5000",
          "FAIRLEAD_ENDPOINTS_HUB",
          "https://hub.test",
          "FAIRLEAD_ENDPOINTS_S3",
          "https://s3.test:9000",
          "FAIRLEAD_IMAGES_PULL_SECRETS",
          "site,other",
          "FAIRLEAD_RESOLVE_PODS",
          """
          {"podLabels": {"team": "platform"}, "podAnnotations": {"example.com/note": "of the site"},
           "nodeSelector": {"kubernetes.io/arch": "amd64"}, "priorityClassName": "system-cluster-critical"}
          """);

  @RegisterExtension
  static final ControlPlaneExtension KUBE = new ControlPlaneExtension(Kube.CONFIG);

  @TempDir Path folder;

  @Test
  void theyReachThePodsOfModelsAndOfJobs(ControlPlane kube) throws Exception {
    String home = kube.newNamespace("fairlead-system");
    OperatorRights.grant(kube.client(), home);
    var models = new Models(kube.client(), kube.newNamespace("site"));
    var config = kube.configOfServiceAccount(home, OperatorRights.ACCOUNT);
    // so that there is time to look at them
    MutatedPods.suspendJobs(kube, models.namespace());

    try (var operator = PackagedOperator.start(folder, config, home, ENVIRONMENT)) {
      Waiting.until("it listens", operator::listens);
      models.apply("oci", OCI + RESOURCES);
      models.apply("hub", HUB + RESOURCES);
      models.apply("store", S3 + RESOURCES);
      for (String model : List.of("oci", "hub", "store")) {
        models.awaitReason(model, "SchedulingGated");
      }
      assertAll(job(models, "oci"), job(models, "hub"), job(models, "store"));
      assertIsAsTheSiteWants(template(models, "oci"));

      for (String model : List.of("oci", "hub", "store")) {
        MutatedPods.resume(kube, models.jobs(model));
        models.awaitReady(model);
      }
    }

    assertAll(pod(models, "oci"), pod(models, "hub"), pod(models, "store"));
    assertThat(models.pods("oci").getFirst().getMetadata().getLabels()).doesNotContainKey("team");
    assertThat(pod(models, "oci").getPriorityClassName()).isNull();
  }

  @Test
  void whatIsWrongEndsItAtTheStartByName(ControlPlane kube) throws Exception {
    String home = kube.newNamespace("fairlead-system");
    OperatorRights.grant(kube.client(), home);
    var config = kube.configOfServiceAccount(home, OperatorRights.ACCOUNT);

    try (var operator =
        PackagedOperator.start(
            folder,
            config,
            home,
            Map.of("FAIRLEAD_RESOLVE_PODS", "{\"podLabels\": {\"a b\": \"c\"}}"))) {
      Waiting.until("it has ended", operator::hasEnded);

      assertThat(operator.log())
          .as("lines of its log")
          .anyMatch(line -> line.toString().contains("correct the chart's resolve.podLabels"));
    }
  }

  private static void assertIsAsTheSiteWants(PodTemplateSpec template) {
    assertThat(template.getMetadata().getLabels())
        .containsEntry("team", "platform")
        .containsEntry("serving.fairlead.dev/resolves", "oci");
    assertThat(template.getMetadata().getAnnotations())
        .containsEntry("example.com/note", "of the site")
        .containsEntry("sidecar.istio.io/inject", "false");
    assertThat(template.getSpec().getNodeSelector())
        .containsEntry("kubernetes.io/os", "linux")
        .containsEntry("kubernetes.io/arch", "amd64");
    assertThat(template.getSpec().getPriorityClassName()).isEqualTo("system-cluster-critical");
  }

  private static void assertAll(PodSpec oci, PodSpec hub, PodSpec store) {
    for (PodSpec pod : List.of(oci, hub, store)) {
      assertThat(fetch(pod).getArgs())
          .contains(
              "--https-proxy=" + DEAD,
              "--http-proxy=" + DEAD,
              "--no-proxy=.svc,10.0.0.0/8",
              "--proxy-credentials-name=corp",
              "--allowed-hosts=mirror.test,cache.test",
              "--plain-http-hosts=plain.test:5000");
      assertThat(pod.getVolumes())
          .filteredOn(volume -> volume.getName().equals("proxy-credentials"))
          .singleElement()
          .satisfies(volume -> assertThat(volume.getSecret().getOptional()).isTrue());
    }
    assertThat(pullSecrets(oci)).containsExactly("own", "site", "other");
    assertThat(pullSecrets(hub)).containsExactly("site", "other");
    assertThat(fetch(oci).getArgs()).noneMatch(argument -> argument.startsWith("--endpoint="));
    assertThat(fetch(hub).getArgs()).contains("--endpoint=https://hub.test");
    assertThat(fetch(store).getArgs()).contains("--endpoint=https://s3.test:9000");
  }

  private static PodSpec job(Models models, String name) {
    return template(models, name).getSpec();
  }

  private static PodTemplateSpec template(Models models, String name) {
    List<Job> jobs = models.jobs(name);
    assertThat(jobs).hasSize(1);
    return jobs.getFirst().getSpec().getTemplate();
  }

  private static PodSpec pod(Models models, String name) {
    return models.pods(name).getFirst().getSpec();
  }

  /** The one that fetches, or only asks. */
  private static Container fetch(PodSpec pod) {
    return pod.getInitContainers().isEmpty()
        ? pod.getContainers().getFirst()
        : pod.getInitContainers().getFirst();
  }

  private static List<String> pullSecrets(PodSpec pod) {
    return pod.getImagePullSecrets().stream().map(LocalObjectReference::getName).toList();
  }
}
