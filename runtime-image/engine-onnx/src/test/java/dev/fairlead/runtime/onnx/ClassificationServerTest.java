package dev.fairlead.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fairlead.runtime.testsupport.ServerProcess;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Models whose every word has a row of logits, so that each answer can be computed by hand. */
class ClassificationServerTest {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final double SAME = 1e-6;

  @TempDir Path folder;

  @Test
  void aTextGetsItsLabelAndTheProbabilitiesOfAll() throws Exception {
    sentiment("{\"0\": \"bad\", \"1\": \"good\"}", "");
    try (var server = new ServerProcess(folder.resolve("model"), folder, Map.of()).awaitReady()) {
      JsonNode answer = infer(server, "", "fine fine", "poor");

      assertThat(output(answer, "label").path("data").toString()).isEqualTo("[\"good\",\"bad\"]");
      assertThat(output(answer, "score").path("data").get(0).asDouble())
          .isCloseTo(1 / (1 + Math.exp(-2)), within(SAME));
      JsonNode scores = output(answer, "scores");
      assertThat(scores.path("shape").toString()).isEqualTo("[2,2]");
      assertThat(scores.path("data").get(2).asDouble())
          .isCloseTo(1 / (1 + Math.exp(-4)), within(SAME));
      assertThat(scores.path("data").get(2).asDouble() + scores.path("data").get(3).asDouble())
          .isCloseTo(1, within(SAME));

      assertThat(server.get("/v2/models/m").body()).contains("TextClassification");
    }
  }

  @Test
  void onlyTheOutputsThatAreWantedAreSent() throws Exception {
    sentiment("{\"0\": \"bad\", \"1\": \"good\"}", "");
    try (var server = new ServerProcess(folder.resolve("model"), folder, Map.of()).awaitReady()) {
      JsonNode answer = infer(server, ",\"outputs\":[{\"name\":\"label\"}]", "fine");

      assertThat(answer.path("outputs").size()).isEqualTo(1);
      assertThat(answer.path("outputs").get(0).path("name").asString()).isEqualTo("label");
    }
  }

  @Test
  void ofSeveralLabelsEachHasItsOwnProbability() throws Exception {
    sentiment("{}", ", \"problem_type\": \"multi_label_classification\"");
    try (var server = new ServerProcess(folder.resolve("model"), folder, Map.of()).awaitReady()) {
      JsonNode answer = infer(server, "", "fine");

      assertThat(output(answer, "label").path("data").get(0).asString()).isEqualTo("LABEL_1");
      JsonNode scores = output(answer, "scores").path("data");
      assertThat(scores.get(0).asDouble()).isCloseTo(1 / (1 + Math.E), within(SAME));
      assertThat(scores.get(1).asDouble()).isCloseTo(Math.E / (1 + Math.E), within(SAME));
    }
  }

  @Test
  void labelsGoByTheWayOfOpenAiToo() throws Exception {
    sentiment("{\"0\": \"bad\", \"1\": \"good\"}", "");
    try (var server = new ServerProcess(folder.resolve("model"), folder, Map.of()).awaitReady()) {
      JsonNode answer =
          answered(
              server.post(
                  "/openai/v1/classify",
                  "{\"model\": \"m\", \"input\": [\"fine fine\", \"poor\", \"other\"]}"));

      assertThat(answer.path("model").asString()).isEqualTo("m");
      JsonNode data = answer.path("data");
      assertThat(data.size()).isEqualTo(3);
      assertThat(data.get(0).path("label").asString()).isEqualTo("good");
      assertThat(data.get(1).path("index").asInt()).isEqualTo(1);
      assertThat(data.get(1).path("label").asString()).isEqualTo("bad");
      assertThat(data.get(1).path("num_classes").asInt()).isEqualTo(2);
      assertThat(data.get(1).path("probs").get(0).asDouble())
          .isCloseTo(1 / (1 + Math.exp(-4)), within(SAME));
      assertThat(answer.path("usage").path("total_tokens").asInt()).isEqualTo(4);

      HttpResponse<String> ranking =
          server.post("/v1/rerank", "{\"model\":\"m\",\"query\":\"a\",\"documents\":[\"b\"]}");
      assertThat(ranking.statusCode()).isEqualTo(501);
      assertThat(ranking.body()).contains("is not a classifier of texts with one label");
    }
  }

  /** The one number for a pair is the average of both texts' words. */
  @Test
  void aModelOfOneLabelRanksDocuments() throws Exception {
    float[][] rows = {{0}, {0}, {4}, {-2}};
    model(
        List.of("fine", "poor"),
        OnnxFiles.table(rows, true),
        "{\"architectures\": [\"AnyForSequenceClassification\"]}");
    try (var server = new ServerProcess(folder.resolve("model"), folder, Map.of()).awaitReady()) {
      JsonNode answer =
          answered(
              server.post(
                  "/v1/rerank",
                  """
                  {"model": "m", "query": "fine", "return_documents": true,
                   "documents": ["poor", {"text": "fine"}, "other", "fine fine fine"], "top_n": 3}
                  """));

      JsonNode results = answer.path("results");
      assertThat(results.valueStream().map(r -> r.path("index").asInt())).containsExactly(1, 3, 2);
      assertThat(results.valueStream().map(r -> r.path("document").path("text").asString()))
          .containsExactly("fine", "fine fine fine", "other");
      assertThat(results.get(0).path("relevance_score").asDouble())
          .isCloseTo(1 / (1 + Math.exp(-4)), within(SAME));
      assertThat(results.get(2).path("relevance_score").asDouble())
          .isCloseTo(1 / (1 + Math.exp(-2)), within(SAME));
      assertThat(answer.path("usage").path("total_tokens").asInt()).isEqualTo(10);

      assertThat(
              server
                  .post("/v1/rerank", "{\"model\":\"x\",\"query\":\"a\",\"documents\":[\"b\"]}")
                  .statusCode())
          .isEqualTo(404);
    }
  }

  private static JsonNode answered(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return MAPPER.readTree(answer.body());
  }

  @Test
  void labelsThatAreNotThoseOfTheModelAreToldAtTheStart() throws Exception {
    sentiment("{\"0\": \"bad\", \"1\": \"good\", \"2\": \"more\"}", "");
    try (var server = new ServerProcess(folder.resolve("model"), folder, Map.of())) {
      assertThat(server.exitCode()).isNotZero();
      assertThat(server.terminationMessage())
          .contains("ModelInvalid")
          .contains("config.json names 3 labels in id2label, the model gives 2");
    }
  }

  @Test
  void entitiesAreFoundWhereTheyAre() throws Exception {
    List<String> words = List.of("ada", "lovelace", "london", "lives", "in");
    // O, B-PER, I-PER, LOC
    float[][] rows = {
      {9, 0, 0, 0},
      {9, 0, 0, 0},
      {0, 9, 0, 0},
      {0, 0, 9, 0},
      {0, 0, 0, 9},
      {9, 0, 0, 0},
      {9, 0, 0, 0}
    };
    model(
        words,
        OnnxFiles.table(rows, false),
        "{\"architectures\": [\"AnyForTokenClassification\"], \"id2label\": "
            + "{\"0\": \"O\", \"1\": \"B-PER\", \"2\": \"I-PER\", \"3\": \"LOC\"}}");
    try (var server = new ServerProcess(folder.resolve("model"), folder, Map.of()).awaitReady()) {
      JsonNode answer =
          infer(
              server,
              "",
              "\uD83D\uDE00 Ada Lovelace lives in London",
              "in London",
              "Ada Ada",
              "in");

      JsonNode data = output(answer, "entities").path("data");
      JsonNode first = MAPPER.readTree(data.get(0).asString());
      assertThat(first.size()).isEqualTo(2);
      assertEntity(first.get(0), "PER", 2, 14, "Ada Lovelace");
      assertEntity(first.get(1), "LOC", 24, 30, "London");
      assertThat(first.get(0).path("score").asDouble())
          .isCloseTo(1 / (1 + 3 * Math.exp(-9)), within(SAME));
      assertEntity(MAPPER.readTree(data.get(1).asString()).get(0), "LOC", 3, 9, "London");
      assertThat(MAPPER.readTree(data.get(2).asString()).size()).isEqualTo(2);
      assertThat(data.get(3).asString()).isEqualTo("[]");
    }
  }

  private static void assertEntity(JsonNode entity, String label, int start, int end, String text) {
    assertThat(entity.path("label").asString()).isEqualTo(label);
    assertThat(entity.path("start").asInt()).isEqualTo(start);
    assertThat(entity.path("end").asInt()).isEqualTo(end);
    assertThat(entity.path("text").asString()).isEqualTo(text);
  }

  /** "fine" speaks for the second label, "poor" for the first. */
  private void sentiment(String labels, String more) throws Exception {
    float[][] rows = {{0, 0}, {0, 0}, {-1, 1}, {2, -2}};
    model(
        List.of("fine", "poor"),
        OnnxFiles.table(rows, true),
        "{\"architectures\": [\"AnyForSequenceClassification\"], \"id2label\": %s%s}"
            .formatted(labels, more));
  }

  private void model(List<String> words, byte[] onnx, String config) throws Exception {
    TextFiles.write(Files.createDirectory(folder.resolve("model")), words, onnx, config);
  }

  private static JsonNode infer(ServerProcess server, String more, String... texts)
      throws Exception {
    var request = MAPPER.createObjectNode();
    var data =
        request
            .putArray("inputs")
            .addObject()
            .put("name", "text")
            .put("datatype", "BYTES")
            .set("shape", MAPPER.createArrayNode().add(texts.length))
            .putArray("data");
    List.of(texts).forEach(data::add);
    String body = request.toString();
    HttpResponse<String> answer =
        server.post("/v2/models/m/infer", body.substring(0, body.length() - 1) + more + "}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return MAPPER.readTree(answer.body());
  }

  private static JsonNode output(JsonNode answer, String name) {
    for (JsonNode output : answer.path("outputs")) {
      if (output.path("name").asString().equals(name)) {
        return output;
      }
    }
    throw new AssertionError(answer + " has no " + name);
  }
}
