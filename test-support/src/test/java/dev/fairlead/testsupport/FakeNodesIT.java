package dev.fairlead.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FakeNodesIT {
  @RegisterExtension
  static final ControlPlaneExtension KUBE =
      new ControlPlaneExtension(ControlPlaneConfig.apiServer().withNodes(2));

  @Test
  void aDeploymentGetsReadyPods(ControlPlane kube, KubernetesClient client) {
    var deployment = create(kube, client, Map.of());
    client
        .resource(deployment)
        .waitUntilCondition(
            d ->
                d.getStatus() != null
                    && Integer.valueOf(2).equals(d.getStatus().getReadyReplicas()),
            3,
            TimeUnit.MINUTES);
    assertThat(pods(client, deployment))
        .allSatisfy(
            pod ->
                assertThat(fetch(pod).getState().getTerminated().getMessage())
                    .startsWith("Fetched: digest=sha256:"));
  }

  @Test
  void anAnnotationMakesTheFetchFail(ControlPlane kube, KubernetesClient client) {
    String line = "ModelNotFound: \"nothing\" is there";
    var deployment = create(kube, client, Map.of("test.fairlead.dev/fetch-fails", line));
    Waiting.until(
        "failed pods",
        () ->
            pods(client, deployment).stream()
                    .filter(pod -> pod.getStatus().getStartTime() != null)
                    .count()
                == 2);
    assertThat(pods(client, deployment))
        .allSatisfy(
            pod -> {
              assertThat(fetch(pod).getState().getWaiting().getReason())
                  .isEqualTo("CrashLoopBackOff");
              assertThat(fetch(pod).getLastState().getTerminated().getMessage()).isEqualTo(line);
            });
  }

  @Test
  void anAnnotationMakesTheServerFail(ControlPlane kube, KubernetesClient client) {
    String line = "ModelInvalid: no graph";
    var deployment = create(kube, client, Map.of("test.fairlead.dev/server-fails", line));
    Waiting.until(
        "failed pods",
        () ->
            pods(client, deployment).stream()
                .map(Pod::getStatus)
                .filter(status -> !status.getContainerStatuses().isEmpty())
                .map(status -> status.getContainerStatuses().getFirst().getLastState())
                .anyMatch(last -> line.equals(last.getTerminated().getMessage())));
  }

  @Test
  void aPodThatResolvesEndsWithTheReferenceUnlessThatIsLeftToTheTest(
      ControlPlane kube, KubernetesClient client) {
    String namespace = kube.newNamespace("resolves");
    resolver(client, namespace, "left", "oci://unresolved.test/m:1");
    resolver(client, namespace, "done", "oci://registry.test/m:1");

    Waiting.until(
        "its end", () -> "Succeeded".equals(pod(client, namespace, "done").getStatus().getPhase()));

    assertThat(
            pod(client, namespace, "done")
                .getStatus()
                .getContainerStatuses()
                .getFirst()
                .getState()
                .getTerminated()
                .getMessage())
        .startsWith("Resolved: identity=sha256:")
        .endsWith(" uri=oci://registry.test/m:1");
    assertThat(pod(client, namespace, "left").getStatus().getStartTime()).isNull();
  }

  private static Pod pod(KubernetesClient client, String namespace, String name) {
    return client.pods().inNamespace(namespace).withName(name).require();
  }

  private static void resolver(KubernetesClient client, String namespace, String name, String uri) {
    client
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .addToLabels("serving.fairlead.dev/resolves", "minilm")
                .endMetadata()
                .withNewSpec()
                .withRestartPolicy("Never")
                .addNewContainer()
                .withName("fetch")
                .withImage("registry.test/fetch:1")
                .withArgs("--uri=" + uri, "--resolve")
                .endContainer()
                .endSpec()
                .build())
        .create();
  }

  @Test
  void aPodThatFitsNowhereIsUnschedulable(ControlPlane kube, KubernetesClient client) {
    var deployment = create(kube, client, Map.of(), Map.of("nvidia.com/gpu", "1"));
    Waiting.until(
        "the scheduler's word",
        () ->
            pods(client, deployment).stream()
                .flatMap(pod -> pod.getStatus().getConditions().stream())
                .anyMatch(
                    c ->
                        "Unschedulable".equals(c.getReason())
                            && c.getMessage().contains("Insufficient nvidia.com/gpu")));
  }

  @Test
  void childrenGoWithTheirOwner(ControlPlane kube, KubernetesClient client) {
    var deployment = create(kube, client, Map.of());
    Waiting.until("pods", () -> pods(client, deployment).size() == 2);
    client.resource(deployment).delete();
    Waiting.until("no pods", () -> pods(client, deployment).isEmpty());
  }

  private static ContainerStatus fetch(Pod pod) {
    return pod.getStatus().getInitContainerStatuses().getFirst();
  }

  private static java.util.List<Pod> pods(KubernetesClient client, Deployment deployment) {
    return client
        .pods()
        .inNamespace(deployment.getMetadata().getNamespace())
        .withLabel("app", "web")
        .list()
        .getItems();
  }

  private static Deployment create(
      ControlPlane kube, KubernetesClient client, Map<String, String> annotations) {
    return create(kube, client, annotations, Map.of());
  }

  private static Deployment create(
      ControlPlane kube,
      KubernetesClient client,
      Map<String, String> annotations,
      Map<String, String> limits) {
    var quantities = new java.util.HashMap<String, io.fabric8.kubernetes.api.model.Quantity>();
    limits.forEach((k, v) -> quantities.put(k, new io.fabric8.kubernetes.api.model.Quantity(v)));
    return client
        .resource(
            new DeploymentBuilder()
                .withNewMetadata()
                .withNamespace(kube.newNamespace("nodes"))
                .withName("web")
                .endMetadata()
                .withNewSpec()
                .withReplicas(2)
                .withNewSelector()
                .addToMatchLabels("app", "web")
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", "web")
                .withAnnotations(annotations)
                .endMetadata()
                .withNewSpec()
                .addNewInitContainer()
                .withName("fetch")
                .withImage("registry.test/fetch:1")
                .endInitContainer()
                .addNewContainer()
                .withName("server")
                .withImage("registry.test/server:1")
                .withNewResources()
                .withLimits(quantities)
                .endResources()
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build())
        .create();
  }
}
