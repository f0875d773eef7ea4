package dev.fairlead.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.fairlead.oip.InferTensorContents;
import dev.fairlead.oip.ModelInferRequest;
import dev.fairlead.oip.ModelInferRequest.InferInputTensor;
import dev.fairlead.runtime.testsupport.ImageAllocator;
import dev.fairlead.runtime.testsupport.ServerProcess;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The worst that a client may ask for, several times at once, where a heap that is full ends the
 * process: its size is what the image has with a limit of 512 MiB.
 */
class LargeRequestsTest {
  private static final int AT_ONCE = 6;
  private static final int TEXTS = 2_048;
  private static final int CUT_OFF = 0;
  private static final int LARGEST = 16 << 20;
  private static final String SMALL = "{\"model\":\"m\",\"input\":\"a b\"}";

  @TempDir Path folder;

  private ServerProcess start(Path model) throws Exception {
    var environment = new HashMap<>(ImageAllocator.environment());
    environment.put(
        "_JAVA_OPTIONS",
        "-Xmx128m -XX:MaxNewSize=16m -XX:ActiveProcessorCount=2 -XX:+ExitOnOutOfMemoryError");
    return new ServerProcess(model, folder, environment).awaitReady();
  }

  /** What is asked of it by name, all of it legal or nearly so. */
  private static Map<String, Callable<Integer>> texts(ServerProcess server) {
    Map<String, Callable<Integer>> requests = new LinkedHashMap<>();
    String longText = "\"" + "a b ".repeat(256) + "\"";
    String all = longText + ("," + longText).repeat(TEXTS - 1);
    requests.put("all texts as long as they may be", () -> embed(server, "[" + all + "]"));
    requests.put(
        "the same as tensor", () -> infer(server, "text", "BYTES", Integer.toString(TEXTS), all));
    String token = "1" + ",1".repeat(LARGEST / 2 - 1_000);
    requests.put("one text of many tokens", () -> embed(server, "[" + token + "]"));
    String ids = "[1" + ",1".repeat(LARGEST / 2 / TEXTS - 8) + "]";
    requests.put(
        "many texts of many tokens",
        () -> embed(server, "[" + ids + ("," + ids).repeat(TEXTS - 1) + "]"));
    requests.put(
        "one long text", () -> embed(server, "\"" + "a b ".repeat(LARGEST / 4 - 1_000) + "\""));
    requests.put(
        "a parameter that nobody asked for",
        () ->
            status(
                server,
                "/v1/embeddings",
                "{\"model\":\"m\",\"input\":\"a\",\"more\":[[]%s]}"
                    .formatted(",[]".repeat(LARGEST / 3 - 1_000))));
    String names =
        IntStream.range(1_000_000, 2_200_000)
            .mapToObj(i -> ",\"n" + i + "\":0")
            .collect(Collectors.joining());
    requests.put(
        "too many names",
        () -> status(server, "/v1/embeddings", "{\"model\":\"m\",\"input\":\"a\"" + names + "}"));
    requests.put(
        "too many texts", () -> embed(server, "[\"a\"" + ",\"a\"".repeat(4_000_000) + "]"));
    requests.put(
        "too many texts as tensor",
        () -> infer(server, "text", "BYTES", "4000000", "\"a\"" + ",\"a\"".repeat(3_999_999)));
    requests.put("too many texts as bytes", () -> empty(server, 4_000_000));
    return requests;
  }

  @Test
  void ofTextsEndNobody() throws Exception {
    Path model = Files.createDirectory(folder.resolve("model"));
    float[][] rows = {{0, 0}, {1, 0}, {0, 1}, {1, 1}};
    TextFiles.write(model, List.of("a", "b"), OnnxFiles.table(rows, false), "{}");
    try (var server = start(model)) {
      for (Map.Entry<String, Callable<Integer>> request : texts(server).entrySet()) {
        answered(
            server,
            request.getKey(),
            request.getKey().startsWith("too many") ? 400 : 200,
            request.getValue());
        assertThat(status(server, "/v1/embeddings", SMALL)).as(request.getKey()).isEqualTo(200);
      }
    }
  }

  @Test
  void ofNumbersEndNobody() throws Exception {
    Path model = Files.createDirectory(folder.resolve("model"));
    Files.write(model.resolve("model.onnx"), OnnxFiles.table(new float[2][1], true));
    int numbers = LARGEST / 2 - 1_000;
    String data = "1" + ",1".repeat(numbers - 1);
    try (var server = start(model)) {
      answered(
          server, "numbers", 200, () -> infer(server, "input_ids", "INT64", "1," + numbers, data));
      assertThat(infer(server, "input_ids", "INT64", "1,1", "1")).isEqualTo(200);
    }
  }

  @Test
  void ofStringsEndNobody() throws Exception {
    Path model = Files.createDirectory(folder.resolve("model"));
    Files.write(model.resolve("model.onnx"), OnnxFiles.identities(8));
    String most = "\"a\"" + ",\"a\"".repeat(65_535);
    String tooMany = "\"a\"" + ",\"a\"".repeat(3_999_999);
    try (var server = start(model)) {
      answered(server, "strings", 200, () -> infer(server, "x8", "BYTES", "32768,2", most));
      answered(server, "too many", 400, () -> infer(server, "x8", "BYTES", "2000000,2", tooMany));
      assertThat(infer(server, "x8", "BYTES", "32768,2", most)).isEqualTo(200);
    }
  }

  /** Messages of gRPC that would be many times as large as objects. */
  @Test
  void ofManyPartsEndNobody() throws Exception {
    Path model = Files.createDirectory(folder.resolve("model"));
    Files.write(model.resolve("model.onnx"), OnnxFiles.identities(8));
    var strings =
        InferTensorContents.newBuilder()
            .addAllBytesContents(Collections.nCopies(LARGEST / 2 - 1_000, ByteString.EMPTY));
    var numbers =
        InferTensorContents.newBuilder()
            .addAllInt64Contents(Collections.nCopies(LARGEST - 1_000, 1L));
    try (var server = start(model)) {
      for (var contents : List.of(strings, numbers)) {
        ModelInferRequest message =
            ModelInferRequest.newBuilder()
                .setModelName("m")
                .addInputs(InferInputTensor.newBuilder().setName("x8").setContents(contents))
                .build();
        for (Future<Integer> end : atOnce(2, () -> refused(server, message))) {
          assertThat(end.get())
              .isIn(Status.Code.INVALID_ARGUMENT.value(), Status.Code.RESOURCE_EXHAUSTED.value());
        }
      }
      assertThat(infer(server, "x8", "BYTES", "1,2", "\"a\",\"b\"")).isEqualTo(200);
    }
  }

  private static int refused(ServerProcess server, ModelInferRequest message) {
    ManagedChannel channel = Steps.channel(server);
    try {
      Steps.client(channel).modelInfer(message);
      return Status.Code.OK.value();
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode().value();
    } finally {
      channel.shutdownNow();
    }
  }

  /** Several at once: one has room whatever it is, others may be refused. */
  private static void answered(
      ServerProcess server, String what, int expected, Callable<Integer> request) throws Exception {
    List<Integer> statuses = new ArrayList<>();
    for (Future<Integer> answer : atOnce(AT_ONCE, request)) {
      try {
        statuses.add(answer.get());
      } catch (ExecutionException e) {
        throw new AssertionError(what + ": " + server.log(), e);
      }
    }
    assertThat(statuses).as(what).contains(expected).isSubsetOf(expected, 429, CUT_OFF);
  }

  private static List<Future<Integer>> atOnce(int clients, Callable<Integer> request) {
    List<Future<Integer>> answers = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < clients; i++) {
        answers.add(threads.submit(request));
      }
    }
    return answers;
  }

  private static int embed(ServerProcess server, String input) throws Exception {
    return status(
        server,
        "/v1/embeddings",
        "{\"model\":\"m\",\"encoding_format\":\"base64\",\"input\":%s}".formatted(input));
  }

  private static int infer(
      ServerProcess server, String name, String datatype, String shape, String data)
      throws Exception {
    return status(
        server,
        "/v2/models/m/infer",
        "{\"inputs\":[{\"name\":\"%s\",\"datatype\":\"%s\",\"shape\":[%s],\"data\":[%s]}]}"
            .formatted(name, datatype, shape, data));
  }

  private static int empty(ServerProcess server, int elements) throws InterruptedException {
    String head =
        "{\"inputs\":[{\"name\":\"text\",\"datatype\":\"BYTES\",\"shape\":[%d],\"parameters\":{\"binary_data_size\":%d}}]}"
            .formatted(elements, elements * Integer.BYTES);
    ByteBuffer bytes = ByteBuffer.allocate(elements * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    try {
      return server
          .postBytes("/v2/models/m/infer", head.getBytes(StandardCharsets.UTF_8), bytes.array())
          .statusCode();
    } catch (IOException e) {
      return CUT_OFF;
    }
  }

  private static int status(ServerProcess server, String path, String body) throws Exception {
    try {
      return server.post(path, body).statusCode();
    } catch (IOException e) {
      // refused and cut off while it was still being sent: the next request tells whether all ended
      return CUT_OFF;
    }
  }
}
