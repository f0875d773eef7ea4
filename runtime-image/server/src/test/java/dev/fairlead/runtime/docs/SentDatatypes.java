package dev.fairlead.runtime.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.fairlead.oip.GRPCInferenceServiceGrpc;
import dev.fairlead.oip.InferTensorContents;
import dev.fairlead.oip.ModelInferRequest;
import dev.fairlead.oip.ModelInferRequest.InferInputTensor;
import dev.fairlead.oip.ModelInferResponse;
import dev.fairlead.runtime.access.AccessLog;
import dev.fairlead.runtime.config.Environment;
import dev.fairlead.runtime.config.RuntimeConfig;
import dev.fairlead.runtime.execution.Executor;
import dev.fairlead.runtime.grpc.GrpcApi;
import dev.fairlead.runtime.http.HttpApi;
import dev.fairlead.runtime.http.Served;
import dev.fairlead.runtime.http.TestGate;
import dev.fairlead.runtime.lifecycle.ServedModel;
import dev.fairlead.runtime.live.Forwards;
import dev.fairlead.runtime.live.LiveSettings;
import dev.fairlead.runtime.metrics.ServerMetrics;
import dev.fairlead.runtime.pipeline.TestTask;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.TensorSpec;
import dev.fairlead.runtime.trace.Tracing;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sends a zero of each datatype to the server's ports, by each protocol and each way that it has,
 * and tells how it has to be written. What answers gives back what it got.
 */
final class SentDatatypes implements AutoCloseable {
  private static final String HEAD = "Inference-Header-Content-Length";

  private final Vertx vertx = Vertx.vertx();
  private final ServerMetrics metrics = new ServerMetrics();
  private final TestGate gate = new TestGate();
  private final HttpApi http;
  private final GrpcApi grpc;
  private final ManagedChannel channel;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  SentDatatypes() throws Exception {
    RuntimeConfig config =
        Environment.read(
            Map.of(
                "FAIRLEAD_HTTP_PORT", "0",
                "FAIRLEAD_GRPC_PORT", "0",
                "FAIRLEAD_METRICS_PORT", "0",
                "FAIRLEAD_MODEL_NAME", "m"));
    var forwards = new Forwards(() -> LiveSettings.NONE, metrics.traffic(), () -> 0);
    http =
        new HttpApi(
            vertx,
            config,
            gate,
            metrics,
            AccessLog.OFF,
            Tracing.OFF,
            () -> LiveSettings.NONE,
            forwards);
    http.listen().toCompletionStage().toCompletableFuture().join();
    grpc = GrpcApi.listen(config, gate, metrics, AccessLog.OFF, Tracing.OFF, forwards);
    channel = NettyChannelBuilder.forAddress("127.0.0.1", grpc.port()).usePlaintext().build();
  }

  /** The datatype's line in the table. */
  String row(Datatype datatype) throws Exception {
    var x = List.of(new TensorSpec("x", datatype, List.of(-1L)));
    var task = new TestTask(x, x);
    try (var executor = new Executor(task, 1, 1, new ServerMetrics())) {
      gate.served = new Served(new ServedModel("ONNX", null, null, task), executor);
      byte[] zero = new byte[datatype == Datatype.BYTES ? Integer.BYTES : datatype.bytes()];
      String json = bytesToJson(datatype, zero);
      assertThat(jsonToBytes(datatype, json)).as("%s as %s", datatype, json).isEqualTo(zero);
      assertThat(rawByGrpc(datatype, zero)).as("%s by gRPC", datatype).isEqualTo(zero);
      return "| %s | `%s` | %s | %s |"
          .formatted(
              datatype,
              json,
              datatype == Datatype.BYTES ? "length in 4, and the text" : zero.length,
              fields(datatype));
    }
  }

  private String bytesToJson(Datatype datatype, byte[] zero) throws Exception {
    String answer =
        new String(
            post(
                    "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"%s\",\"shape\":[1],\"parameters\":{\"binary_data_size\":%d}}]}"
                        .formatted(datatype, zero.length),
                    zero)
                .body(),
            StandardCharsets.UTF_8);
    return answer.substring(answer.indexOf("\"data\":[") + 8, answer.lastIndexOf("]}]}"));
  }

  private byte[] jsonToBytes(Datatype datatype, String json) throws Exception {
    HttpResponse<byte[]> answer =
        post(
            "{\"parameters\":{\"binary_data_output\":true},\"inputs\":[{\"name\":\"x\",\"datatype\":\"%s\",\"shape\":[1],\"data\":[%s]}]}"
                .formatted(datatype, json),
            new byte[0]);
    int head = Math.toIntExact(answer.headers().firstValueAsLong(HEAD).orElseThrow());
    return Arrays.copyOfRange(answer.body(), head, answer.body().length);
  }

  private HttpResponse<byte[]> post(String json, byte[] bytes) throws Exception {
    byte[] head = json.getBytes(StandardCharsets.UTF_8);
    var body = new ByteArrayOutputStream();
    body.writeBytes(head);
    body.writeBytes(bytes);
    HttpResponse<byte[]> answer =
        client.send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:%d/v2/models/m/infer".formatted(http.port())))
                .header(HEAD, Integer.toString(head.length))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    assertThat(answer.statusCode())
        .as(new String(answer.body(), StandardCharsets.UTF_8))
        .isEqualTo(200);
    return answer;
  }

  private byte[] rawByGrpc(Datatype datatype, byte[] zero) {
    ModelInferRequest request =
        request(input(datatype)).addRawInputContents(ByteString.copyFrom(zero)).build();
    return infer(request).getRawOutputContents(0).toByteArray();
  }

  /** The typed fields that are taken for it, each of which is tried. */
  private String fields(Datatype datatype) {
    List<String> taken = new ArrayList<>();
    for (FieldDescriptor field : InferTensorContents.getDescriptor().getFields()) {
      InferTensorContents contents =
          InferTensorContents.newBuilder().addRepeatedField(field, zero(field)).build();
      sent(request(input(datatype).setContents(contents)).build())
          .ifPresent(
              answer -> {
                assertThat(answer.getOutputs(0).getContents()).isEqualTo(contents);
                taken.add("`" + field.getName() + "`");
              });
    }
    return taken.isEmpty() ? "raw only" : String.join(", ", taken);
  }

  private static Object zero(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case BOOLEAN -> false;
      case INT -> 0;
      case LONG -> 0L;
      case FLOAT -> 0f;
      case DOUBLE -> 0d;
      case BYTE_STRING -> ByteString.EMPTY;
      case STRING, ENUM, MESSAGE -> throw new IllegalStateException(field + " is new");
    };
  }

  /** Empty if it is refused as malformed. */
  private Optional<ModelInferResponse> sent(ModelInferRequest request) {
    try {
      return Optional.of(infer(request));
    } catch (StatusRuntimeException e) {
      assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
      return Optional.empty();
    }
  }

  private ModelInferResponse infer(ModelInferRequest request) {
    return GRPCInferenceServiceGrpc.newBlockingStub(channel).modelInfer(request);
  }

  private static ModelInferRequest.Builder request(InferInputTensor.Builder input) {
    return ModelInferRequest.newBuilder().setModelName("m").addInputs(input);
  }

  private static InferInputTensor.Builder input(Datatype datatype) {
    return InferInputTensor.newBuilder().setName("x").setDatatype(datatype.name()).addShape(1);
  }

  @Override
  public void close() {
    channel.shutdownNow();
    grpc.shutdown(Duration.ZERO);
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
