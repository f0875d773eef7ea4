package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A model owner applies a model, and clients that others have written use it. */
class PredictionStory {
  @RegisterExtension static final Stage stage = new Stage();

  @Test
  void aRealModelAnswersClientsOfOthersWithTheVectorsThatOtherSoftwareComputes()
      throws IOException {
    Model minilm = stage.model("minilm");
    minilm.declare(Manifests.model("minilm", Manifests.uri("MINILM"), "1.0"));
    minilm.awaitReady();

    assertThat(minilm.children(EndpointSlice.class))
        .flatExtracting(EndpointSlice::getPorts)
        .extracting(port -> port.getName() + " " + port.getPort())
        .containsExactlyInAnyOrder("http 8080", "grpc 8081");
    PodResource pod =
        stage
            .client()
            .pods()
            .inNamespace(stage.namespace())
            .withName(minilm.pods().getFirst().getMetadata().getName());
    try (LocalPortForward forward = pod.portForward(8080);
        LocalPortForward grpc = pod.portForward(8081)) {
      String said =
          Shell.run(
              Shell.environment("FAIRLEAD_E2E_PYTHON"),
              "src/test/python/clients.py",
              "http://127.0.0.1:" + forward.getLocalPort(),
              "minilm",
              Shell.environment("FAIRLEAD_E2E_MODEL_FILES"),
              "127.0.0.1:" + grpc.getLocalPort());

      assertThat(said)
          .contains(
              "openai: equal",
              "kserve: equal",
              "kserve by gRPC: equal",
              "tritonclient: equal",
              "tritonclient by gRPC: equal",
              "oip: equal");
    }
  }
}
