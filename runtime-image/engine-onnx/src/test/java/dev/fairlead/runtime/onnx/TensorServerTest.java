package dev.fairlead.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.runtime.testsupport.ServerProcess;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The Open Inference Protocol over HTTP, with a model that gives back what it gets. */
class TensorServerTest {
  @TempDir static Path folder;
  static ServerProcess server;

  @BeforeAll
  static void start() throws Exception {
    Path model = Files.createDirectory(folder.resolve("model"));
    Files.write(model.resolve("model.onnx"), OnnxFiles.unary("Identity", OnnxFiles.INT64));
    server =
        new ServerProcess(
                model,
                folder,
                Map.of("FAIRLEAD_MODEL_VERSION", "2.0+b", "FAIRLEAD_REVISION", "m-abc"))
            .awaitReady();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  static String infer(String shape, String data) throws Exception {
    return server
        .post(
            "/v2/models/m/infer",
            "{\"id\":\"7\",\"inputs\":[{\"name\":\"x\",\"datatype\":\"INT64\",\"shape\":%s,\"data\":%s}]}"
                .formatted(shape, data))
        .body();
  }

  @Test
  void metadataNamesInputsOutputsAndTheRevision() throws Exception {
    HttpResponse<String> answer = server.get("/v2/models/m");

    assertThat(answer.body())
        .contains(
            "\"versions\":[\"2.0+b\"]",
            "{\"name\":\"x\",\"datatype\":\"INT64\",\"shape\":[-1,2]}",
            "\"revision\":\"m-abc\"");
    assertThat(answer.headers().firstValue("Fairlead-Revision")).contains("m-abc");
  }

  @Test
  void wholeNumbersBeyondDoublesAreExact() throws Exception {
    assertThat(infer("[1,2]", "[9007199254740993,-9223372036854775808]"))
        .isEqualTo(
            "{\"model_name\":\"m\",\"model_version\":\"2.0+b\",\"id\":\"7\",\"outputs\":[{\"name\":\"y\",\"datatype\":\"INT64\",\"shape\":[1,2],"
                + "\"data\":[9007199254740993,-9223372036854775808]}]}");
  }

  @Test
  void nestedDataIsTheSameAsFlat() throws Exception {
    assertThat(infer("[2,2]", "[[1,2],[3,4]]")).isEqualTo(infer("[2,2]", "[1,2,3,4]"));
  }

  @Test
  void noRowsAreNoRows() throws Exception {
    assertThat(infer("[0,2]", "[]")).contains("\"shape\":[0,2],\"data\":[]");
  }

  @Test
  void aVersionCanBeNamed() throws Exception {
    String body =
        "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"INT64\",\"shape\":[1,2],\"data\":[1,2]}]}";

    assertThat(server.post("/v2/models/m/versions/2.0+b/infer", body).statusCode()).isEqualTo(200);
    assertThat(server.post("/v2/models/m/versions/3.0+b/infer", body).statusCode()).isEqualTo(404);
    assertThat(server.get("/v2/models/m/versions/2.0+b/ready").statusCode()).isEqualTo(200);
  }

  @Test
  void aVersionMayStandInThePathEncoded() throws Exception {
    assertThat(server.get("/v2/models/m/versions/2.0%2Bb/ready").statusCode()).isEqualTo(200);
    assertThat(server.get("/v2/models/m/versions/2.0%20b/ready").statusCode()).isEqualTo(404);
    assertThat(server.get("/v2/models/%6D/ready").statusCode()).isEqualTo(200);
  }

  /** Each row: a body, the status, and what the message must name. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {                                                                                                       | 400 | not valid JSON
          []                                                                                                      | 400 | JSON object
          {}                                                                                                      | 400 | 'inputs' is missing
          {"inputs":[]}                                                                                           | 400 | 'x' is missing
          {"inputs":[{"name":"z","datatype":"INT64","shape":[1,2],"data":[1,2]}]}                                 | 400 | no input 'z'
          {"inputs":[{"name":"x","datatype":"FP32","shape":[1,2],"data":[1,2]}]}                                  | 400 | takes INT64
          {"inputs":[{"name":"x","datatype":"INT65","shape":[1,2],"data":[1,2]}]}                                 | 400 | 'INT65' is not a datatype
          {"inputs":[{"name":"x","datatype":"INT64","shape":[1,3],"data":[1,2,3]}]}                               | 400 | the shape [1, 3]
          {"inputs":[{"name":"x","datatype":"INT64","shape":[1,2],"data":[1]}]}                                   | 400 | has 1 elements
          {"inputs":[{"name":"x","datatype":"INT64","shape":[-1,2],"data":[1,2]}]}                                | 400 | not one that data can have
          {"inputs":[{"name":"x","datatype":"INT64","shape":[9223372036854775807,2],"data":[1,2]}]}               | 400 | not one that data can have
          {"inputs":[{"name":"x","datatype":"INT64","shape":[1,2],"data":[1,1.5]}]}                               | 400 | whole numbers
          {"inputs":[{"name":"x","datatype":"INT64","shape":[1,2],"data":[1,9223372036854775808]}]}               | 400 | whole numbers
          {"inputs":[{"name":"x","datatype":"INT64","shape":[1,2],"data":[1,"2"]}]}                               | 400 | whole numbers
          {"inputs":[{"name":"x","datatype":"INT64","shape":[1,2],"data":[1,2]},{"name":"x","datatype":"INT64","shape":[1,2],"data":[1,2]}]} | 400 | twice
          {"inputs":[{"name":"x","datatype":"INT64","shape":[1,2],"data":[1,2]}],"outputs":[{"name":"q"}]}        | 400 | no output 'q'
          """)
  void badRequestsAreToldWhatIsWrong(String body, int status, String message) throws Exception {
    HttpResponse<String> answer = server.post("/v2/models/m/infer", body);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).startsWith("{\"error\":\"").contains(message);
  }

  @Test
  void deepNestingIsRefused() throws Exception {
    assertThat(infer("[1,2]", "[".repeat(100_000))).contains("error");
  }

  @Test
  void aBodyBeyondTheLimitIsRefused() throws Exception {
    HttpResponse<String> answer = server.post("/v2/models/m/infer", " ".repeat(17 << 20));

    assertThat(answer.statusCode()).isEqualTo(413);
  }

  @Test
  void anUnknownModelIsNotFound() throws Exception {
    assertThat(server.get("/v2/models/other").statusCode()).isEqualTo(404);
    assertThat(server.get("/other").statusCode()).isEqualTo(404);
  }

  @Test
  void embeddingsOfATensorModelAreNotImplemented() throws Exception {
    assertThat(server.post("/v1/embeddings", "{\"model\":\"m\",\"input\":\"a\"}").statusCode())
        .isEqualTo(501);
  }

  @Test
  void bytesGoInAndComeOutBesideJson() throws Exception {
    byte[] json =
        """
        {"inputs":[{"name":"x","datatype":"INT64","shape":[1,2],"parameters":{"binary_data_size":16}}],
         "outputs":[{"name":"y","parameters":{"binary_data":true}}]}\
        """
            .getBytes(StandardCharsets.UTF_8);
    byte[] bytes = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};

    HttpResponse<byte[]> answer = server.postBytes("/v2/models/m/infer", json, bytes);

    int head =
        (int) answer.headers().firstValueAsLong("Inference-Header-Content-Length").orElseThrow();
    assertThat(new String(answer.body(), 0, head, StandardCharsets.UTF_8))
        .endsWith(
            "\"outputs\":[{\"name\":\"y\",\"datatype\":\"INT64\",\"shape\":[1,2],\"parameters\":{\"binary_data_size\":16}}]}");
    assertThat(answer.body()).endsWith(bytes).hasSize(head + bytes.length);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/octet-stream");
  }

  @Test
  void aBodyMayBeNothingButTheBytesOfTheInput() throws Exception {
    byte[] bytes = new byte[48];
    bytes[40] = 7;

    assertThat(server.postBytes("/v2/models/m/infer", new byte[0], bytes).body()).endsWith(bytes);
  }

  /** Each row: the header that splits the body, what the message says. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -1   | must be a whole number from 0 to the 2 bytes of the body
          3    | must be a whole number from 0 to the 2 bytes of the body
          two  | must be a whole number from 0 to the 2 bytes of the body
          1    | the body is not valid JSON
          2    | 'inputs' is missing
          0    | 'x' has 2 bytes of data
          """)
  void aHeaderThatSplitsTheBodyWronglyIsTold(String header, String message) throws Exception {
    HttpResponse<String> answer =
        server.post("/v2/models/m/infer", "{}", "Inference-Header-Content-Length", header);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains(message);
  }

  @Test
  void otherMediaAreRefused() throws Exception {
    assertThat(server.post("/v2/models/m/infer", "<x/>", "Content-Type", "text/xml").statusCode())
        .isEqualTo(415);
    assertThat(server.post("/v1/embeddings", "{}", "Content-Encoding", "gzip").body())
        .contains("invalid_request_error", "Content-Encoding gzip");
  }

  @Test
  void whatIsDescribedIsServedAndNothingElse() throws Exception {
    JsonNode paths = new JsonMapper().readTree(server.get("/openapi.json").body()).path("paths");

    assertThat(paths.propertyNames()).hasSize(20);
    for (String path : paths.propertyNames()) {
      String real = path.replace("{model}", "m").replace("{version}", "2.0+b");
      for (String method : List.of("GET", "POST", "PUT", "DELETE")) {
        HttpResponse<String> answer = server.send(method, real);
        JsonNode described = paths.path(path).path(method.toLowerCase(Locale.ROOT));
        if (described.isMissingNode()) {
          assertThat(answer.statusCode()).as(method + " " + real).isEqualTo(405);
          assertThat(answer.headers().firstValue("Allow")).isPresent();
        } else {
          assertThat(answer.statusCode()).as(method + " " + real).isIn(200, 400, 501);
          assertThat(described.path("responses").propertyNames())
              .contains(Integer.toString(answer.statusCode()));
        }
      }
    }
  }

  @Test
  void modelsAreListedAsOpenAiDoesUnderBothPrefixes() throws Exception {
    for (String prefix : List.of("/v1", "/openai/v1")) {
      assertThat(server.get(prefix + "/models").body())
          .contains("\"object\":\"list\"", "\"id\":\"m\"", "\"owned_by\":\"fairlead\"");
      assertThat(server.get(prefix + "/models/m").body()).contains("\"object\":\"model\"");
      HttpResponse<String> other = server.get(prefix + "/models/other");
      assertThat(other.statusCode()).isEqualTo(404);
      assertThat(other.body()).contains("\"param\":\"model\"", "\"code\":\"model_not_found\"");
    }
  }

  @Test
  void aWrongTimeoutIsRefused() throws Exception {
    String body =
        "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"INT64\",\"shape\":[1,2],\"data\":[1,2]}]}";

    assertThat(server.post("/v2/models/m/infer", body, "x-request-timeout-ms", "soon").statusCode())
        .isEqualTo(400);
  }

  @Test
  void requestsAreCounted() throws Exception {
    infer("[1,2]", "[1,2]");
    // a worker answers before it is free
    server.awaitIdle();

    assertThat(server.metrics())
        .containsPattern("fairlead_requests_total\\{code=\"200\",protocol=\"oip\"} [1-9]")
        .containsPattern("fairlead_queue_duration_seconds_count [1-9]")
        .contains("fairlead_model_info{", "fairlead_build_info{", "process_resident_memory_bytes")
        .contains("fairlead_queue_length 0", "fairlead_workers_busy 0");
  }
}
