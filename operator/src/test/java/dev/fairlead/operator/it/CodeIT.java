package dev.fairlead.operator.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.ControlPlaneExtension;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Models that carry code run only where the Namespace lets them, and pinned. */
class CodeIT {
  private static final String SCRIPT =
      """
      model: {uri: "oci://registry.test/models/script@sha256:%s", format: TorchScript}
      resources: {requests: {cpu: 10m, memory: 16Mi}, limits: {memory: 64Mi}}
      """
          .formatted("1".repeat(64));

  @RegisterExtension
  static final ControlPlaneExtension KUBE = new ControlPlaneExtension(Kube.CONFIG);

  private static InProcessOperator operator;

  @BeforeAll
  static void start(ControlPlane kube) {
    operator = Kube.startOperator(kube);
  }

  @AfterAll
  static void stop() {
    operator.close();
  }

  @Test
  void theNamespaceHasToAllowItAndNothingElseHasToBeTouched(
      ControlPlane kube, KubernetesClient client) {
    var models = new Models(client, kube.newNamespace("code"));
    models.apply("script", SCRIPT);

    ModelDeployment refused = models.awaitReason("script", "InvalidSpec");
    assertThat(message(refused)).contains("serving.fairlead.dev/allow-code=true");
    assertThat(models.pods("script")).isEmpty();

    allow(client, models.namespace(), "true");
    models.awaitReady("script");

    allow(client, models.namespace(), "false");
    models.apply("script", SCRIPT + "replicas: 2\n");
    models.awaitReason("script", "InvalidSpec");
    assertThat(models.pods("script")).as("what runs goes on").isNotEmpty();
  }

  @Test
  void aTagPinsNothing(ControlPlane kube, KubernetesClient client) {
    var models = new Models(client, kube.newNamespace("tag"));
    allow(client, models.namespace(), "true");
    models.apply("script", "model: {uri: \"oci://registry.test/m:1\", format: TorchScript}");

    assertThat(message(models.awaitReason("script", "InvalidSpec"))).contains("spec.model.digest");
  }

  private static String message(ModelDeployment md) {
    return md.getStatus().conditions().stream()
        .filter(condition -> condition.getType().equals("Ready"))
        .findFirst()
        .orElseThrow()
        .getMessage();
  }

  private static void allow(KubernetesClient client, String namespace, String value) {
    client
        .namespaces()
        .withName(namespace)
        .edit(
            before ->
                new NamespaceBuilder(before)
                    .editMetadata()
                    .addToLabels(Map.of("serving.fairlead.dev/allow-code", value))
                    .endMetadata()
                    .build());
  }
}
