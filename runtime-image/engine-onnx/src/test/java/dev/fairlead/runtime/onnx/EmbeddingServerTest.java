package dev.fairlead.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import dev.fairlead.oip.InferTensorContents;
import dev.fairlead.oip.ModelInferRequest;
import dev.fairlead.oip.ModelInferRequest.InferInputTensor;
import dev.fairlead.runtime.testsupport.ServerProcess;
import io.grpc.ManagedChannel;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * all-MiniLM-L6-v2, against what other software makes of it ({@code src/test/python/reference.py}).
 */
class EmbeddingServerTest {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final double SAME = 1e-5;

  @TempDir static Path folder;
  static ServerProcess server;
  static JsonNode reference;

  @BeforeAll
  static void start() throws Exception {
    Path model = MiniLm.unpack(folder.resolve("model"), MiniLm.FP32);
    try (InputStream in = EmbeddingServerTest.class.getResourceAsStream("/minilm-reference.json")) {
      reference = MAPPER.readTree(in);
    }
    server = new ServerProcess(model, folder, Map.of()).awaitReady();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private static JsonNode openai(ObjectNode request) throws Exception {
    HttpResponse<String> answer =
        server.post("/v1/embeddings", request.put("model", "m").toString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return MAPPER.readTree(answer.body());
  }

  private static ObjectNode allTexts() {
    ObjectNode request = MAPPER.createObjectNode();
    var input = request.putArray("input");
    reference.forEach(r -> input.add(r.path("text").asString()));
    return request;
  }

  private static void assertSame(JsonNode actual, JsonNode expected) {
    assertThat(actual.size()).isEqualTo(expected.size()).isEqualTo(384);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(actual.get(i).asDouble()).isCloseTo(expected.get(i).asDouble(), within(SAME));
    }
  }

  @Test
  void ofAVeryLongTextOnlyTheBeginningIsRead() throws Exception {
    ObjectNode request = MAPPER.createObjectNode();
    request.putArray("input").add("many words ".repeat(1_000)).add("many words ".repeat(100_000));

    JsonNode vectors = openai(request).path("data");

    assertThat(vectors.get(1).path("embedding")).isEqualTo(vectors.get(0).path("embedding"));
  }

  @Test
  void aBatchEqualsWhatOtherSoftwareComputesOneByOne() throws Exception {
    JsonNode answer = openai(allTexts());

    for (int i = 0; i < reference.size(); i++) {
      assertThat(answer.path("data").get(i).path("index").asInt()).isEqualTo(i);
      assertSame(answer.path("data").get(i).path("embedding"), reference.get(i).path("vector"));
    }
    assertThat(answer.path("usage").path("prompt_tokens").asInt())
        .isGreaterThan(reference.size() * 3);
  }

  @Test
  void theOpenInferenceProtocolGivesTheSameVectors() throws Exception {
    String text = reference.get(1).path("text").asString();

    HttpResponse<String> answer =
        server.post(
            "/v2/models/m/infer",
            "{\"inputs\":[{\"name\":\"text\",\"datatype\":\"BYTES\",\"shape\":[1],\"data\":[\"%s\"]}]}"
                .formatted(text));

    JsonNode output = MAPPER.readTree(answer.body()).path("outputs").get(0);
    assertThat(output.path("name").asString()).isEqualTo("embedding");
    assertThat(output.path("shape").toString()).isEqualTo("[1,384]");
    assertSame(output.path("data"), reference.get(1).path("vector"));
  }

  @Test
  void tokensAreCountedByEachProtocol() throws Exception {
    String text = reference.get(1).path("text").asString();
    double before = server.metric("fairlead_tokens_total");
    int tokens =
        openai(MAPPER.createObjectNode().put("input", text))
            .path("usage")
            .path("prompt_tokens")
            .asInt();
    assertThat(tokens).isPositive();
    assertThat(server.metric("fairlead_tokens_total")).isEqualTo(before + tokens);

    server.post(
        "/v2/models/m/infer",
        "{\"inputs\":[{\"name\":\"text\",\"datatype\":\"BYTES\",\"shape\":[1],\"data\":[\"%s\"]}]}"
            .formatted(text));
    assertThat(server.metric("fairlead_tokens_total")).isEqualTo(before + 2 * tokens);

    ManagedChannel channel = Steps.channel(server);
    try {
      var unused = Steps.client(channel).modelInfer(message(text));
    } finally {
      channel.shutdownNow();
    }
    assertThat(server.metric("fairlead_tokens_total")).isEqualTo(before + 3 * tokens);
  }

  private static ModelInferRequest message(String text) {
    return ModelInferRequest.newBuilder()
        .setModelName("m")
        .addInputs(
            InferInputTensor.newBuilder()
                .setName("text")
                .setDatatype("BYTES")
                .addShape(1)
                .setContents(
                    InferTensorContents.newBuilder()
                        .addBytesContents(ByteString.copyFromUtf8(text))))
        .build();
  }

  @Test
  void inABatchEachTextGetsToTheLastBitWhatItGetsAlone() throws Exception {
    JsonNode together = openai(allTexts().put("encoding_format", "base64"));

    for (int i = 0; i < reference.size(); i++) {
      ObjectNode request =
          MAPPER
              .createObjectNode()
              .put("input", reference.get(i).path("text").asString())
              .put("encoding_format", "base64");
      assertThat(openai(request).path("data").get(0).path("embedding"))
          .isEqualTo(together.path("data").get(i).path("embedding"));
    }
    // and not because each was run by itself
    assertThat(server.log()).contains("texts may run together");
  }

  @Test
  void base64HoldsTheSameFloats() throws Exception {
    ObjectNode request =
        MAPPER.createObjectNode().put("input", "hello world").put("encoding_format", "base64");

    String encoded = openai(request).path("data").get(0).path("embedding").asString();

    var floats =
        ByteBuffer.wrap(Base64.getDecoder().decode(encoded))
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer();
    for (int i = 0; i < 384; i++) {
      assertThat((double) floats.get(i))
          .isCloseTo(reference.get(0).path("vector").get(i).asDouble(), within(SAME));
    }
  }

  @Test
  void tokenIdsAreTakenAsTheyAre() throws Exception {
    ObjectNode request = MAPPER.createObjectNode();
    // [CLS] hello world [SEP]
    request.putArray("input").add(101).add(7592).add(2088).add(102);

    assertSame(
        openai(request).path("data").get(0).path("embedding"), reference.get(0).path("vector"));
  }

  @Test
  void tokenArraysAreTextsOfTheirOwnAndAllTokensAreCounted() throws Exception {
    ObjectNode request = MAPPER.createObjectNode();
    var input = request.putArray("input");
    input.addArray().add(101).add(7592).add(2088).add(102);
    input.addArray().add(101).add(7592).add(102);

    JsonNode answer = openai(request);

    assertSame(answer.path("data").get(0).path("embedding"), reference.get(0).path("vector"));
    assertThat(answer.path("data").size()).isEqualTo(2);
    assertThat(answer.path("usage").path("prompt_tokens").asInt()).isEqualTo(7);
    assertThat(answer.path("usage").path("total_tokens").asInt()).isEqualTo(7);
  }

  @Test
  void tokensThatTheModelDoesNotKnowAreAMistakeOfTheClient() throws Exception {
    HttpResponse<String> last =
        server.post("/v1/embeddings", "{\"model\":\"m\",\"input\":[30521]}");
    HttpResponse<String> beyond =
        server.post("/v1/embeddings", "{\"model\":\"m\",\"input\":[[101],[30522]]}");

    assertThat(last.statusCode()).isEqualTo(200);
    assertThat(beyond.statusCode()).isEqualTo(400);
    assertThat(beyond.body())
        .contains("there is no token 30522: the last one is 30521", "\"param\":\"input\"");
  }

  /** Java would read both as a text with another character, and the model would answer for it. */
  @Test
  void whatIsNoTextIsRefusedAndNotMendedInSilence() throws Exception {
    HttpResponse<String> half =
        server.post("/v1/embeddings", "{\"model\":\"m\",\"input\":[\"a\",\"\\ud83d\"]}");
    HttpResponse<byte[]> latin1 =
        server.postBytes(
            "/v2/models/m/infer",
            "{\"inputs\":[{\"name\":\"text\",\"datatype\":\"BYTES\",\"shape\":[1],\"parameters\":{\"binary_data_size\":8}}]}"
                .getBytes(StandardCharsets.UTF_8),
            new byte[] {4, 0, 0, 0, 'g', 'r', (byte) 0xfc, (byte) 0xdf});

    assertThat(half.statusCode()).isEqualTo(400);
    assertThat(half.body()).contains("half a surrogate pair", "\"param\":\"input\"");
    assertThat(latin1.statusCode()).isEqualTo(400);
    assertThat(new String(latin1.body(), StandardCharsets.UTF_8))
        .contains("element 0 of the input 'text' is not text in UTF-8");
  }

  @Test
  void dimensionsMayBeTheModelsOwn() throws Exception {
    String body = "{\"model\":\"m\",\"input\":\"a\",\"user\":\"u\",\"dimensions\":%d}";

    assertThat(server.post("/openai/v1/embeddings", body.formatted(384)).statusCode())
        .isEqualTo(200);
    HttpResponse<String> other = server.post("/openai/v1/embeddings", body.formatted(256));
    assertThat(other.statusCode()).isEqualTo(400);
    assertThat(other.body()).contains("384 dimensions", "\"param\":\"dimensions\"");
  }

  @Test
  void whatTheApiDoesNotAllowNamesTheParameter() throws Exception {
    for (String body :
        List.of(
            "{\"model\":\"m\",\"input\":[]}",
            "{\"model\":\"m\",\"input\":\"\"}",
            "{\"model\":\"m\",\"input\":{}}",
            "{\"model\":\"m\"}")) {
      HttpResponse<String> answer = server.post("/v1/embeddings", body);

      assertThat(answer.statusCode()).isEqualTo(400);
      JsonNode error = MAPPER.readTree(answer.body()).path("error");
      assertThat(error.path("type").asString()).isEqualTo("invalid_request_error");
      assertThat(error.path("param").asString()).isEqualTo("input");
    }
    assertThat(server.post("/v1/embeddings", "{\"model\":\"other\",\"input\":\"a\"}").body())
        .contains("model_not_found");
  }

  @Test
  void manyClientsAtOnceGetTheirOwnVectors() throws Exception {
    var threads = new ArrayList<Thread>();
    var failures = new ArrayList<Throwable>();
    for (int i = 0; i < 12; i++) {
      JsonNode expected = reference.get(i % reference.size());
      ObjectNode request = MAPPER.createObjectNode().put("input", expected.path("text").asString());
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      assertSame(
                          openai(request).path("data").get(0).path("embedding"),
                          expected.path("vector"));
                    } catch (Exception | AssertionError e) {
                      synchronized (failures) {
                        failures.add(e);
                      }
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
  }
}
