package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.LocalPortForward;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A model owner applies a model, and clients that others have written use it. */
class PredictionStory {
  @RegisterExtension static final Stage stage = new Stage();

  @Test
  void aRealModelAnswersThroughItsServiceAsOtherSoftwareWould() throws Exception {
    stage.apply(Manifests.model("minilm", Manifests.uri("MINILM"), "1.0"));
    stage.awaitReady("minilm");

    String pod = stage.pods("minilm").getFirst().getMetadata().getName();
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
    thenNothingIsWrittenWhileNothingChanges();
  }

  /**
   * Applied again, compared, and left alone: the API server's own record of writes is the witness.
   */
  private static void thenNothingIsWrittenWhileNothingChanges() {
    stage.awaitSettled("minilm");
    String manifest = Manifests.model("minilm", Manifests.uri("MINILM"), "1.0");
    assertThat(stage.apply(manifest)).contains("unchanged");
    assertThat(Shell.feed(manifest, "kubectl", "-n", stage.namespace(), "diff", "-f", "-"))
        .isEmpty();

    long before = writes().size();
    // something must happen after which nothing may have happened: an unrelated object wakes the
    // caches
    stage.kubectl(
        "label", "pod", stage.pods("minilm").getFirst().getMetadata().getName(), "touched=yes");
    stage.kubectl("create", "configmap", "unrelated");
    await()
        .during(Duration.ofSeconds(10))
        .atMost(Duration.ofSeconds(15))
        .until(() -> writes().size() == before);
  }

  private static List<String> writes() {
    String log =
        Shell.run(
            "docker",
            "exec",
            Shell.environment("FAIRLEAD_E2E_CONTROL_PLANE"),
            "cat",
            "/var/log/kubernetes/audit.log");
    return Stream.of(log.split("\n"))
        .filter(line -> line.contains("system:serviceaccount:fairlead-system:"))
        .filter(line -> line.contains("\"namespace\":\"" + stage.namespace() + "\""))
        .filter(line -> line.matches(".*\"verb\":\"(create|update|patch|delete)\".*"))
        .toList();
  }
}
