package dev.fairlead.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.operator.Scene;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The Job that finds out what a reference stands for. */
class ResolveJobTest {
  private static final String MODEL = "model: {uri: 'oci://registry.test/m:1'}\n";

  @Test
  void itAsksWithTheOperatorsImageAndTheModelsCredentials() {
    Job job =
        job(
            """
            model: {uri: 'oci://registry.test/m:1', credentials: {secretRef: {name: login}}}
            runtime: {image: 'registry.test/own:1'}
            """);

    PodSpec pod = pod(job);
    Container fetch = pod.getContainers().getFirst();
    assertThat(fetch.getName()).isEqualTo("fetch");
    assertThat(fetch.getImage()).isEqualTo("registry.test/fairlead/fetch:1");
    assertThat(fetch.getArgs())
        .containsExactly(
            "--uri=oci://registry.test/m:1",
            "--resolve",
            "--credentials=/var/run/fairlead/credentials",
            "--credentials-name=login",
            "--trusted-cas=/etc/fairlead/trusted-cas/ca.crt");
    assertThat(pod.getVolumes())
        .extracting(Volume::getName)
        .containsExactly("tmp", "trusted-cas", "credentials");
  }

  @Test
  void itsPodIsNoServerForAnybody() {
    Job job = job(MODEL);

    assertThat(job.getMetadata().getName()).startsWith("minilm-resolve-").hasSizeLessThan(63);
    assertThat(job.getMetadata().getLabels())
        .containsEntry("serving.fairlead.dev/modeldeployment", "minilm");
    assertThat(job.getMetadata().getOwnerReferences()).hasSize(1);
    assertThat(job.getSpec().getTemplate().getMetadata().getLabels())
        .containsOnly(
            Map.entry("app.kubernetes.io/managed-by", "fairlead"),
            Map.entry("serving.fairlead.dev/resolves", "minilm"));
    assertThat(job.getSpec().getTemplate().getMetadata().getAnnotations())
        .containsEntry("sidecar.istio.io/inject", "false")
        .containsEntry("linkerd.io/inject", "disabled");
  }

  @Test
  void itEndsAndMayDoLittle() {
    Job job =
        job(
            MODEL
                + "resources: {requests: {cpu: 500m}, limits: {cpu: 16, memory: 64Gi,"
                + " nvidia.com/gpu: 1}}\n");

    assertThat(job.getSpec().getActiveDeadlineSeconds()).isEqualTo(600);
    assertThat(job.getSpec().getBackoffLimit()).isEqualTo(1);
    PodSpec pod = pod(job);
    assertThat(pod.getRestartPolicy()).isEqualTo("Never");
    assertThat(pod.getAutomountServiceAccountToken()).isFalse();
    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    Container fetch = pod.getContainers().getFirst();
    assertThat(fetch.getSecurityContext()).isEqualTo(PodTemplate.restricted());
    assertThat(fetch.getResources().getRequests())
        .containsOnly(
            Map.entry("cpu", new Quantity("50m")), Map.entry("memory", new Quantity("192Mi")));
    assertThat(fetch.getResources().getLimits())
        .containsOnly(
            Map.entry("cpu", new Quantity("1")), Map.entry("memory", new Quantity("192Mi")));
  }

  @Test
  void itHasTheAccountAndThePullSecretsOfTheModelButNotItsNodes() {
    PodSpec pod =
        pod(
            job(
                MODEL
                    + "template: {spec: {serviceAccountName: reader, nodeSelector: {disk: fast},"
                    + " imagePullSecrets: [{name: pull}], tolerations: [{key: team}]}}\n"));

    assertThat(pod.getServiceAccountName()).isEqualTo("reader");
    assertThat(pod.getAutomountServiceAccountToken()).isTrue();
    assertThat(pod.getImagePullSecrets())
        .extracting(LocalObjectReference::getName)
        .containsExactly("pull");
    assertThat(pod.getTolerations()).anyMatch(t -> "team".equals(t.getKey()));
    assertThat(pod.getNodeSelector()).isNullOrEmpty();
  }

  private static Job job(String spec) {
    return (Job) Scene.of(spec).unresolved().plan().apply().getLast();
  }

  private static PodSpec pod(Job job) {
    return job.getSpec().getTemplate().getSpec();
  }
}
