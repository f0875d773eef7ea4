package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.testsupport.Sampled;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** New versions come while clients ask: nobody notices, and a bad one changes nothing. */
@Sampled(days = 2)
class RolloutStory {
  private static final int PER_SECOND = 40;

  @RegisterExtension static final Stage stage = new Stage();
  private static final Model minilm = stage.model("minilm");

  @BeforeAll
  static void givenAModelThatServes() {
    minilm.declare(Manifests.model("minilm", Manifests.uri("MINILM_Q"), "1.0"));
    minilm.awaitSettled();
  }

  @Test
  void editsOfModelResourcesAndImageLoseNoRequestAndGoingBackReusesTheRevision() {
    String image = Registry.unused("fairlead/runtime-onnx-copy");
    Registry.copy(Shell.environment("FAIRLEAD_E2E_RUNTIME_IMAGE"), image);
    String own = "runtime: {image: \"%s\"}".formatted(image);
    Map<String, String> edits = new LinkedHashMap<>();
    edits.put("model", Manifests.model("minilm", Manifests.uri("MINILM"), "2.0"));
    edits.put("image", Manifests.model("minilm", Manifests.uri("MINILM"), "2.0", own));
    edits.put(
        "resources",
        Manifests.any(
            "minilm",
            "uri: \"%s\", version: \"2.0\"".formatted(Manifests.uri("MINILM")),
            own,
            "resources: {requests: {cpu: 150m, memory: 400Mi}, limits: {memory: 800Mi}}"));
    String first = minilm.stableRevision();

    try (Clients clients = Clients.of(minilm, PER_SECOND)) {
      for (var edit : edits.entrySet()) {
        String before = minilm.stableRevision();
        minilm.declare(edit.getValue());
        minilm.awaitSettled();
        assertThat(minilm.stableRevision()).as("edit of %s", edit.getKey()).isNotEqualTo(before);
        assertThat(clients.report().path("revisions").has(minilm.stableRevision())).isTrue();
      }
      List<String> recorded = minilm.recordedRevisions();
      assertThat(recorded).hasSize(4);

      minilm.declare(Manifests.model("minilm", Manifests.uri("MINILM_Q"), "1.0"));
      minilm.awaitSettled();

      assertThat(minilm.stableRevision()).isEqualTo(first);
      assertThat(minilm.recordedRevisions()).isEqualTo(recorded);
      JsonNode report = clients.noticedNothing(Clients.ENOUGH);
      assertThat(report.path("revisions").properties()).hasSize(4);
    }
  }

  @Test
  void anEditThatCannotWorkLeavesTheRunningVersionServing() {
    String before = minilm.stableRevision();
    List<String> pods = minilm.podUids();
    Map<String, String> bad = new LinkedHashMap<>();
    bad.put("ModelInvalid", Manifests.model("minilm", Manifests.uri("BROKEN"), "3.0"));
    bad.put(
        "ImageNotFound",
        Manifests.model(
            "minilm",
            Manifests.uri("MINILM_Q"),
            "3.0",
            "runtime: {image: \"%s\"}".formatted(Registry.unused("fairlead/nothing"))));
    bad.put(
        "Unschedulable",
        Manifests.model(
            "minilm",
            Manifests.uri("MINILM_Q"),
            "3.0",
            "template: {spec: {nodeSelector: {no-such: node}}}"));

    try (Clients clients = Clients.of(minilm, PER_SECOND)) {
      bad.forEach(
          (reason, edit) -> {
            minilm.declare(edit);
            minilm.awaitReason(reason);
            assertThat(minilm.is("Available")).as("Available beside %s", reason).isTrue();
            assertThat(minilm.stableRevision()).isEqualTo(before);
            assertThat(minilm.podUids()).containsAll(pods);
          });
      minilm.declare(Manifests.model("minilm", Manifests.uri("MINILM_Q"), "1.0"));
      minilm.awaitSettled();

      assertThat(minilm.stableRevision()).isEqualTo(before);
      assertThat(minilm.podUids()).isEqualTo(pods);
      assertThat(clients.noticedNothing(Clients.ENOUGH).path("revisions").properties()).hasSize(1);
    }
  }
}
