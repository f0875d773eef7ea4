package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.testsupport.Sampled;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a model answers is written down, and no version that answers otherwise gets a request. */
@Sampled(days = 2)
class VerificationStory {
  private static final int PER_SECOND = 40;
  private static final String SIZE =
      "resources: {requests: {cpu: 100m, memory: 384Mi}, limits: {memory: 768Mi}}";
  private static final String REQUEST =
      "{\"inputs\": [{\"name\": \"text\", \"datatype\": \"BYTES\", \"shape\": [1],"
          + " \"data\": [\"How do I reset my password?\"]}]}";
  private static final ObjectMapper JSON = new ObjectMapper();

  @RegisterExtension static final Stage stage = new Stage();
  private static final Model minilm = stage.model("minilm");

  private String golden = "";

  @BeforeEach
  void givenAModelWhoseAnswerIsWrittenDown() throws IOException, InterruptedException {
    minilm.declare(manifest("MINILM", "1.0", ""));
    minilm.awaitSettled();
    HttpResponse<String> answer = PodHttp.infer(minilm, REQUEST);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode output = JSON.readTree(answer.body()).path("outputs").path(0);
    golden =
        "{name: password, request: %s, expect: [{output: %s, data: %s}]"
            .formatted(REQUEST, output.path("name").asText(), output.path("data"));
  }

  /**
   * The same model in eight bits answers nearly the same, and not as expected to the third digit.
   */
  @Test
  void aVersionThatAnswersOtherwiseGetsNoRequest() {
    String first = minilm.stableRevision();
    List<String> pods = minilm.podUids();
    try (Clients clients = Clients.of(minilm, PER_SECOND)) {
      minilm.declare(manifest("MINILM_Q", "2.0", verification("}")));
      String message = minilm.awaitReason("RolledBack");
      System.out.println("not verified: " + message);

      assertThat(message).contains("request password: output").contains("expected was");
      assertThat(minilm.stableRevision()).isEqualTo(first);
      assertThat(minilm.podUids()).containsAll(pods);
      JsonNode report = clients.noticedNothing(Clients.ENOUGH);
      assertThat(report.path("revisions").properties()).hasSize(1);
    }
  }

  @Test
  void withinTheToleranceItTakesOver() {
    String first = minilm.stableRevision();
    try (Clients clients = Clients.of(minilm, PER_SECOND)) {
      minilm.declare(manifest("MINILM_Q", "3.0", verification(", tolerance: {absolute: '0.1'}}")));
      minilm.awaitSettled();
      assertThat(minilm.stableRevision()).isNotEqualTo(first);
      clients.noticedNothing(Clients.ENOUGH);
    }
  }

  private String verification(String end) {
    return "rollout: {strategy: BlueGreen, blueGreen: {keepOld: 0s}, verification: {requests: [%s%s]}}"
        .formatted(golden, end);
  }

  private static String manifest(String model, String version, String rollout) {
    return Manifests.any(
        "minilm",
        "uri: \"%s\", version: \"%s\"".formatted(Manifests.uri(model), version),
        SIZE,
        rollout);
  }
}
