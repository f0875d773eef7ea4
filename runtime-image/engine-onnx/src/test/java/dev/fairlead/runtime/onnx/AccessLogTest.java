package dev.fairlead.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.oip.GRPCInferenceServiceGrpc;
import dev.fairlead.oip.InferTensorContents;
import dev.fairlead.oip.ModelInferRequest;
import dev.fairlead.oip.ModelInferRequest.InferInputTensor;
import dev.fairlead.oip.ModelInferResponse;
import dev.fairlead.oip.ModelReadyRequest;
import dev.fairlead.runtime.testsupport.ServerProcess;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the server says of requests that are over. */
@Timeout(120)
class AccessLogTest {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String PARENT = "00-" + TRACE + "-b7ad6b7169203331-01";
  private static final ModelInferRequest REQUEST =
      ModelInferRequest.newBuilder()
          .setModelName("m")
          .setId("by-grpc")
          .addInputs(
              InferInputTensor.newBuilder()
                  .setName("x")
                  .setDatatype("FP32")
                  .addShape(1)
                  .addShape(2)
                  .setContents(
                      InferTensorContents.newBuilder().addFp32Contents(1).addFp32Contents(-1)))
          .build();

  @TempDir static Path folder;
  static ServerProcess server;
  static ManagedChannel channel;

  @BeforeAll
  static void start() throws Exception {
    Path model = Files.createDirectory(folder.resolve("model"));
    Files.write(model.resolve("model.onnx"), OnnxFiles.unary("Relu", OnnxFiles.FLOAT));
    server =
        new ServerProcess(
                model, folder, Map.of("FAIRLEAD_ACCESS_LOG", "true", "FAIRLEAD_MODEL_VERSION", "7"))
            .awaitReady();
    channel = NettyChannelBuilder.forTarget(server.grpcTarget()).usePlaintext().build();
  }

  @AfterAll
  static void stop() {
    channel.shutdownNow();
    server.close();
  }

  @Test
  void anInferenceIsTakenDownWithoutItsSecrets() throws Exception {
    String body =
        "{\"id\":\"by-rest\",\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\","
            + "\"shape\":[1,2],\"data\":[987654.5,-1]}]}";

    HttpResponse<String> answer =
        server.post(
            "/v2/models/m/infer?key=secret",
            body,
            "traceparent",
            PARENT,
            "Authorization",
            "Bearer secret");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode line = await("POST /v2/models/m/infer", 200);
    assertThat(line.path("protocol").asString()).isEqualTo("oip");
    assertThat(line.path("request_bytes").asInt()).isEqualTo(body.length());
    assertThat(line.path("response_bytes").asInt()).isEqualTo(answer.body().length());
    assertThat(line.path("duration_ms").asDouble()).isPositive();
    assertThat(line.path("model_version").asString()).isEqualTo("7");
    assertThat(line.path("id").asString()).isEqualTo("by-rest");
    assertThat(line.path("trace_id").asString()).isEqualTo(TRACE);
    assertThat(line.path("client").asString()).isEqualTo("127.0.0.1");
    assertThat(server.log()).doesNotContain("secret", "987654");
  }

  @Test
  void aCallIsTakenDownAsWell() throws Exception {
    var headers = new Metadata();
    headers.put(Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER), PARENT);

    ModelInferResponse answer =
        GRPCInferenceServiceGrpc.newBlockingStub(channel)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
            .modelInfer(REQUEST);

    JsonNode line = await("inference.GRPCInferenceService/ModelInfer", 200);
    assertThat(line.path("protocol").asString()).isEqualTo("oip-grpc");
    assertThat(line.path("request_bytes").asInt()).isEqualTo(REQUEST.getSerializedSize());
    assertThat(line.path("response_bytes").asInt()).isEqualTo(answer.getSerializedSize());
    assertThat(line.path("id").asString()).isEqualTo("by-grpc");
    assertThat(line.path("trace_id").asString()).isEqualTo(TRACE);
    assertThat(line.path("client").asString()).isEqualTo("127.0.0.1");
  }

  @Test
  void whatIsNoInferenceIsTakenDownUnderItsProtocol() throws Exception {
    server.get("/v1/models");
    server.get("/nothing");
    server.get("/v2/models/other");

    assertThat(await("GET /v1/models", 200).path("protocol").asString()).isEqualTo("openai");
    assertThat(await("GET /nothing", 404).path("protocol").asString()).isEqualTo("http");
    assertThat(await("GET /v2/models/other", 404).path("protocol").asString()).isEqualTo("oip");
  }

  @Test
  void probesAreNot() throws Exception {
    server.get("/v2/health/ready");
    HealthGrpc.newBlockingStub(channel).check(HealthCheckRequest.getDefaultInstance());
    server.get("/v2/models/m/ready");
    GRPCInferenceServiceGrpc.newBlockingStub(channel)
        .modelReady(ModelReadyRequest.newBuilder().setName("m").build());

    await("GET /v2/models/m/ready", 200);
    await("inference.GRPCInferenceService/ModelReady", 200);
    assertThat(lines()).noneMatch(line -> line.path("request").asString().contains("ealth"));
  }

  @Test
  void aClientThatGoesIsTakenDownWithWhatItSent() throws Exception {
    try (var socket =
        new Socket(InetAddress.getLoopbackAddress(), URI.create(server.url()).getPort())) {
      socket
          .getOutputStream()
          .write(
              ("POST /v2/models/m/infer HTTP/1.1\r\nHost: m\r\nContent-Length: 100\r\n"
                      + "x-request-id: a\",\"code\":\"200\r\n\r\n{\"in")
                  .getBytes(StandardCharsets.US_ASCII));
      awaitInFlight();
    }

    JsonNode line = await("POST /v2/models/m/infer", 499);
    assertThat(line.path("request_bytes").asInt()).isEqualTo(4);
    assertThat(line.path("response_bytes").asInt()).isZero();
    assertThat(line.path("id").asString()).isEqualTo("a\",\"code\":\"200");
  }

  @Test
  void soIsOneThatGivesItsCallUp() throws Exception {
    // as a stream its head is sent before there is a message
    ClientCall<ModelInferRequest, ModelInferResponse> call =
        channel.newCall(
            GRPCInferenceServiceGrpc.getModelInferMethod().toBuilder()
                .setType(MethodType.BIDI_STREAMING)
                .build(),
            CallOptions.DEFAULT);
    call.start(new ClientCall.Listener<ModelInferResponse>() {}, new Metadata());
    awaitInFlight();

    call.cancel("the client goes", null);

    JsonNode line = await("inference.GRPCInferenceService/ModelInfer", 499);
    assertThat(line.path("request_bytes").asInt()).isZero();
  }

  @Test
  void itIsOffByDefault(@TempDir Path other) throws Exception {
    try (var quiet = new ServerProcess(folder.resolve("model"), other, Map.of()).awaitReady()) {
      quiet.get("/v2/models/m");
      quiet.terminate();

      assertThat(quiet.exitCode()).isZero();
      assertThat(quiet.log()).doesNotContain("request_bytes");
    }
  }

  private static void awaitInFlight() throws Exception {
    server.await(
        "a request is in flight", () -> server.metrics().contains("fairlead_requests_in_flight 1"));
  }

  private static JsonNode await(String request, int code) throws Exception {
    server.await("a line of " + request + " with " + code, () -> find(request, code).isPresent());
    return find(request, code).orElseThrow();
  }

  private static Optional<JsonNode> find(String request, int code) throws Exception {
    return lines().stream()
        .filter(line -> line.path("request").asString().equals(request))
        .filter(line -> line.path("code").asInt() == code)
        .findFirst();
  }

  /** Those that are whole. */
  private static List<JsonNode> lines() throws Exception {
    String log = server.log();
    return log.substring(0, log.lastIndexOf('\n') + 1)
        .lines()
        .filter(line -> line.startsWith("{"))
        .map(MAPPER::readTree)
        .toList();
  }
}
