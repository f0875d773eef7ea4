package dev.fairlead.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fairlead.runtime.testsupport.ServerProcess;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A model that brings settings of its own. */
class ModelYamlServerTest {
  private static final String TWO_TEXTS =
      "{\"inputs\":[{\"name\":\"text\",\"datatype\":\"BYTES\",\"shape\":[2],"
          + "\"data\":[\"fine\",\"poor poor poor\"]}]}";

  @TempDir Path folder;
  private Path model;

  @BeforeEach
  void create() throws Exception {
    model = Files.createDirectory(folder.resolve("model"));
  }

  @Test
  void whatTheModelSaysHoldsUnlessTheEnvironmentSaysOtherwise() throws Exception {
    relu("name: other\nversion: \"7\"\nmaxBodyBytes: 100");
    try (var server = new ServerProcess(model, folder, Map.of()).awaitReady()) {
      HttpResponse<String> metadata = server.get("/v2/models/m");
      assertThat(metadata.statusCode()).isEqualTo(200);
      assertThat(metadata.body()).contains("\"versions\":[\"7\"]");

      assertThat(server.post("/v2/models/m/infer", " ".repeat(101)).statusCode()).isEqualTo(413);
    }
  }

  @Test
  void whatIsWrongEndsTheServerAndIsTold() throws Exception {
    relu("batching:\n  maxRow: 5");
    try (var server = new ServerProcess(model, folder, Map.of())) {
      assertThat(server.exitCode()).isEqualTo(1);
      assertThat(server.terminationMessage())
          .isEqualTo(
              "Crashed: model.yaml, line 2: 'batching.maxRow' is not a setting:"
                  + " did you mean batching.maxRows?");
      assertThat(server.log()).doesNotContain("\tat ");
    }
  }

  @Test
  void aModelMayNotAllowItsOwnCode() throws Exception {
    relu("allowCode: true");
    try (var server = new ServerProcess(model, folder, Map.of())) {
      assertThat(server.exitCode()).isEqualTo(1);
      assertThat(server.terminationMessage())
          .startsWith("Crashed: model.yaml, line 1: 'allowCode' is not for a model to set");
    }
  }

  @Test
  void theFileIsOneOfThoseThatWereFetched() throws Exception {
    relu("version: \"7\"");
    manifest();
    try (var server = new ServerProcess(model, folder, Map.of()).awaitReady()) {
      assertThat(server.get("/v2/models/m").body()).contains("\"versions\":[\"7\"]");
    }

    Files.writeString(model.resolve("model.yaml"), "version: \"8\"");
    try (var server = new ServerProcess(model, folder, Map.of())) {
      assertThat(server.exitCode()).isEqualTo(1);
      assertThat(server.terminationMessage()).startsWith("DigestMismatch: model.yaml has sha256 ");
    }
  }

  @Test
  void aRequestAmongTheFilesIsRunBeforeTheModelIsReady() throws Exception {
    relu("warmup: first.json");
    Files.writeString(model.resolve("first.json"), request("[2,2]", "1,2,3,4"));
    try (var server = new ServerProcess(model, folder, Map.of()).awaitReady()) {
      assertThat(server.log()).contains("warmed up with first.json");
    }
  }

  @Test
  void oneThatIsNoneForTheModelEndsTheServerAndIsTold() throws Exception {
    relu("warmup: first.json");
    Files.writeString(model.resolve("first.json"), request("[1,3]", "1,2,3"));
    try (var server = new ServerProcess(model, folder, Map.of())) {
      assertThat(server.exitCode()).isEqualTo(1);
      assertThat(server.terminationMessage())
          .isEqualTo(
              "ModelInvalid: the warmup first.json is no request to this model:"
                  + " the input 'x' has the shape [1, 3], the model takes [-1, 2]");
    }
  }

  private static String request(String shape, String data) {
    return "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":%s,\"data\":[%s]}]}"
        .formatted(shape, data);
  }

  /** Its answer is an average over all tokens, those that fill a text up included. */
  @ParameterizedTest
  @CsvSource({"Auto, 2, never", "Always, 0.66666667, may"})
  void aModelThatFeelsNeighboursIsRunInBatchesOnlyIfAllowed(
      String mode, double distance, String log) throws Exception {
    float[][] rows = {{0, 0}, {0, 0}, {-1, 1}, {2, -2}};
    TextFiles.write(
        model,
        List.of("fine", "poor"),
        OnnxFiles.table(rows, true),
        "{\"architectures\": [\"AnyForSequenceClassification\"]}");
    Files.writeString(model.resolve("model.yaml"), "batching: {mode: " + mode + "}");
    try (var server = new ServerProcess(model, folder, Map.of()).awaitReady()) {
      HttpResponse<String> answer = server.post("/v2/models/m/infer", TWO_TEXTS);

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      JsonNode score =
          new JsonMapper().readTree(answer.body()).path("outputs").get(1).path("data").get(0);
      assertThat(score.asDouble()).isCloseTo(1 / (1 + Math.exp(-distance)), within(1e-6));
      assertThat(server.log()).contains("texts " + log + " run together");
    }
  }

  private void relu(String yaml) throws Exception {
    Files.write(model.resolve("model.onnx"), OnnxFiles.unary("Relu", OnnxFiles.FLOAT));
    Files.writeString(model.resolve("model.yaml"), yaml);
  }

  /** As fetch writes it. */
  private void manifest() throws Exception {
    Files.writeString(
        Files.createDirectory(model.resolve(".fairlead")).resolve("manifest.json"),
        "{\"digest\":\"sha256:0\",\"files\":[%s,%s]}"
            .formatted(entry("model.onnx"), entry("model.yaml")));
  }

  private String entry(String name) throws Exception {
    byte[] content = Files.readAllBytes(model.resolve(name));
    String sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    return "{\"path\":\"%s\",\"size\":%d,\"sha256\":\"%s\"}"
        .formatted(name, content.length, sha256);
  }
}
