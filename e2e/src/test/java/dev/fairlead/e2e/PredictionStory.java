package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.LocalPortForward;
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

    String pod = minilm.pods().getFirst().getMetadata().getName();
    try (LocalPortForward forward =
        stage.client().pods().inNamespace(stage.namespace()).withName(pod).portForward(8080)) {
      String said =
          Shell.run(
              Shell.environment("FAIRLEAD_E2E_PYTHON"),
              "src/test/python/clients.py",
              "http://127.0.0.1:" + forward.getLocalPort(),
              "minilm",
              Shell.environment("FAIRLEAD_E2E_MODEL_FILES"));

      assertThat(said).contains("openai: equal", "kserve: equal", "oip: equal");
    }
  }
}
