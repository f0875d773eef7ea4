package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** New versions come while clients ask: nobody notices, and a bad one changes nothing. */
class RolloutStory {
  private static final String QUESTION =
      "{\"model\":\"minilm\",\"input\":\"How do I reset my password?\"}";

  @RegisterExtension static final Stage stage = new Stage();

  @BeforeAll
  static void givenAModelThatServes() {
    stage.apply(Manifests.model("minilm", Manifests.uri("MINILM"), "1.0"));
    stage.awaitSettled("minilm");
  }

  private static void givenLoad(String pod, int seconds) {
    stage.start(
        pod,
        "default",
        List.of(
            "load",
            "--url=http://minilm." + stage.namespace() + ".svc/v1/embeddings",
            "--body=" + QUESTION,
            "--seconds=" + seconds,
            "--clients=4"));
  }

  private static JsonNode loadOf(String pod) throws Exception {
    JsonNode result = new ObjectMapper().readTree(stage.result(pod));
    System.out.println(pod + ": " + result);
    return result;
  }

  @Test
  void editsOfModelResourcesAndEnvironmentLoseNoRequest() throws Exception {
    String first = stage.stableRevision("minilm");
    givenLoad("load-edits", 75);

    stage.apply(Manifests.model("minilm", Manifests.uri("MINILM_Q"), "2.0"));
    stage.awaitSettled("minilm");
    String second = stage.stableRevision("minilm");
    stage.apply(
        Manifests.model(
            "minilm",
            Manifests.uri("MINILM_Q"),
            "2.0",
            "runtime: {env: [{name: NOTE, value: a}]}"));
    stage.awaitSettled("minilm");
    String third = stage.stableRevision("minilm");
    stage.apply(Manifests.model("minilm", Manifests.uri("MINILM"), "1.0"));
    stage.awaitSettled("minilm");

    assertThat(stage.stableRevision("minilm"))
        .as("going back reuses the revision")
        .isEqualTo(first);
    assertThat(List.of(first, second, third)).doesNotHaveDuplicates();
    JsonNode load = loadOf("load-edits");
    assertThat(load.path("failures")).isEmpty();
    assertThat(load.path("requests").asInt()).isGreaterThan(1_000);
    assertThat(
            load.path("revisions").has(first)
                && load.path("revisions").has(second)
                && load.path("revisions").has(third))
        .isTrue();
  }

  @Test
  void anEditThatCannotWorkLeavesTheRunningVersionServing() throws Exception {
    String before = stage.stableRevision("minilm");
    givenLoad("load-bad-edit", 25);

    stage.apply(Manifests.model("minilm", Manifests.uri("BROKEN"), "3.0"));
    String message = stage.awaitReason("minilm", "ModelInvalid");

    assertThat(message).contains("model.onnx");
    assertThat(stage.condition("minilm", "Available").orElseThrow().getStatus()).isEqualTo("True");
    assertThat(stage.condition("minilm", "Stalled").orElseThrow().getStatus()).isEqualTo("True");
    JsonNode load = loadOf("load-bad-edit");
    assertThat(load.path("failures")).isEmpty();
    assertThat(load.path("revisions").properties()).hasSize(1);

    stage.apply(Manifests.model("minilm", Manifests.uri("MINILM"), "1.0"));
    stage.awaitSettled("minilm");
    assertThat(stage.stableRevision("minilm")).isEqualTo(before);
    await().atMost(Stage.PATIENCE).until(() -> stage.pods("minilm").size() == 1);
  }
}
