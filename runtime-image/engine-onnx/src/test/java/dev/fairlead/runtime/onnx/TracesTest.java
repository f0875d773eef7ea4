package dev.fairlead.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.fairlead.oip.GRPCInferenceServiceGrpc;
import dev.fairlead.oip.InferTensorContents;
import dev.fairlead.oip.ModelInferRequest;
import dev.fairlead.oip.ModelInferRequest.InferInputTensor;
import dev.fairlead.runtime.testsupport.ServerProcess;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Traces as a collector gets them. */
@Timeout(120)
class TracesTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String CALLER = "b7ad6b7169203331";
  private static final String PARENT = "00-" + TRACE + "-" + CALLER + "-01";
  private static final String INFER = "/v2/models/m/infer";
  private static final String BODY =
      "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[1,-1]}]}";

  @TempDir Path folder;
  private Path model;

  @BeforeEach
  void create() throws Exception {
    model = Files.createDirectory(folder.resolve("model"));
    Files.write(model.resolve("model.onnx"), OnnxFiles.unary("Relu", OnnxFiles.FLOAT));
  }

  @Test
  void aRequestIsPartOfItsCallersTrace() throws Exception {
    try (var collector = new OtlpReceiver();
        var server = start(collector.endpoint(), Map.of())) {
      server.get("/v2/health/ready");
      assertThat(
              server
                  .post(INFER, BODY, "traceparent", PARENT, "tracestate", "vendor=1")
                  .statusCode())
          .isEqualTo(200);

      Span request = collector.await(span -> span.getKind() == SpanKind.SPAN_KIND_SERVER);
      assertThat(request.getName()).isEqualTo("POST /v2/models/{model}/infer");
      assertThat(hex(request.getTraceId())).isEqualTo(TRACE);
      assertThat(hex(request.getParentSpanId())).isEqualTo(CALLER);
      assertThat(request.getTraceState()).isEqualTo("vendor=1");
      assertThat(attributes(request))
          .containsEntry("http.request.method", string("POST"))
          .containsEntry("http.route", string("/v2/models/{model}/infer"))
          .containsEntry("url.path", string(INFER))
          .containsEntry("client.address", string("127.0.0.1"))
          .containsEntry("http.response.status_code", number(200));
      assertBelow(request, collector.await(named("queue")));
      Span infer = collector.await(named("infer"));
      assertBelow(request, infer);
      assertThat(attributes(infer))
          .containsEntry("fairlead.batch.size", number(1))
          .containsEntry("fairlead.batch.weight", number(1));
      assertThat(collector.spans()).as("probes are left out").hasSize(3);
      assertThat(attributes(collector.received().getFirst().getResource().getAttributesList()))
          .containsEntry("service.name", string("m"));
    }
  }

  @Test
  void aCallIsPartOfItsCallersTraceToo() throws Exception {
    var headers = new Metadata();
    headers.put(Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER), PARENT);
    try (var collector = new OtlpReceiver();
        var server = start(collector.endpoint(), Map.of("OTEL_SERVICE_NAME", "models"))) {
      call(server, headers);

      Span call = collector.await(span -> span.getKind() == SpanKind.SPAN_KIND_SERVER);
      assertThat(call.getName()).isEqualTo("inference.GRPCInferenceService/ModelInfer");
      assertThat(hex(call.getTraceId())).isEqualTo(TRACE);
      assertThat(hex(call.getParentSpanId())).isEqualTo(CALLER);
      assertThat(attributes(call))
          .containsEntry("rpc.system", string("grpc"))
          .containsEntry("rpc.service", string("inference.GRPCInferenceService"))
          .containsEntry("rpc.method", string("ModelInfer"))
          .containsEntry("rpc.grpc.status_code", number(0));
      assertBelow(call, collector.await(named("queue")));
      assertBelow(call, collector.await(named("infer")));
      assertThat(attributes(collector.received().getFirst().getResource().getAttributesList()))
          .containsEntry("service.name", string("models"));
    }
  }

  @Test
  void aRequestWithoutACallerBeginsATraceWhichTheAccessLogNames() throws Exception {
    try (var collector = new OtlpReceiver();
        var server = start(collector.endpoint(), Map.of("FAIRLEAD_ACCESS_LOG", "true"))) {
      server.get("/nothing/here");

      Span request = collector.await(span -> span.getKind() == SpanKind.SPAN_KIND_SERVER);
      assertThat(request.getName()).isEqualTo("GET");
      assertThat(request.getParentSpanId().isEmpty()).isTrue();
      server.terminate();
      assertThat(server.exitCode()).isZero();
      assertThat(server.log()).contains("\"trace_id\":\"" + hex(request.getTraceId()) + "\"");
    }
  }

  @Test
  void whatIsNotSentYetIsSentAtTheEnd() throws Exception {
    try (var collector = new OtlpReceiver();
        var server = start(collector.endpoint(), Map.of("OTEL_BSP_SCHEDULE_DELAY", "3600000"))) {
      server.get("/v2");
      server.terminate();

      assertThat(server.exitCode()).isZero();
      assertThat(collector.spans()).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "OTEL_TRACES_EXPORTER, none",
    "OTEL_SDK_DISABLED, true",
    "OTEL_TRACES_SAMPLER, always_off"
  })
  void whoWantsNoneGetsNone(String variable, String value) throws Exception {
    try (var collector = new OtlpReceiver();
        var server = start(collector.endpoint(), Map.of(variable, value))) {
      assertThat(server.post(INFER, BODY, "x-any", "1").statusCode()).isEqualTo(200);
      server.terminate();

      assertThat(server.exitCode()).isZero();
      assertThat(collector.spans()).isEmpty();
    }
  }

  @Test
  void aCollectorThatIsNotThereChangesNothingForClients() throws Exception {
    int closed;
    try (var socket = new ServerSocket(0)) {
      closed = socket.getLocalPort();
    }
    try (var server = start("http://127.0.0.1:" + closed, Map.of())) {
      for (int i = 0; i < 100; i++) {
        assertThat(server.post(INFER, BODY, "traceparent", PARENT).statusCode()).isEqualTo(200);
      }
      call(server, new Metadata());
      server.terminate();

      assertThat(server.exitCode()).isZero();
    }
  }

  @Test
  void aCollectorOfTheSiteIsTrustedOnceItsAuthorityIsInTheFile() throws Exception {
    SiteTls site = SiteTls.create(folder);
    Path mounted = folder.resolve("ca.crt");
    try (var collector = new OtlpReceiver(site.context());
        var server =
            start(collector.endpoint(), Map.of("FAIRLEAD_TRUSTED_CAS", mounted.toString()))) {
      server.get("/v2");
      server.await("the collector is refused", () -> server.log().contains("PKIX"));

      Files.writeString(mounted, site.pem());
      server.get("/nothing/here");

      Span request = collector.await(named("GET"));
      assertThat(request.getKind()).isEqualTo(SpanKind.SPAN_KIND_SERVER);
    }
  }

  @Test
  void aFileThatHoldsNoAuthoritiesEndsTheStartWithTheCure() throws Exception {
    Path file = Files.writeString(folder.resolve("ca.crt"), "ca.crt");
    try (var server =
        new ServerProcess(
            model,
            folder,
            Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                "https://127.0.0.1:1",
                "FAIRLEAD_TRUSTED_CAS",
                file.toString()))) {
      assertThat(server.exitCode()).isEqualTo(1);
      assertThat(server.terminationMessage())
          .startsWith("Crashed: FAIRLEAD_TRUSTED_CAS is '" + file + "'");
    }
  }

  @Test
  void variablesThatCannotWorkEndTheStartWithTheCure() throws Exception {
    try (var server =
        new ServerProcess(
            model,
            folder,
            Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1",
                "OTEL_TRACES_EXPORTER", "zipkin"))) {
      assertThat(server.exitCode()).isEqualTo(1);
      assertThat(server.terminationMessage())
          .startsWith("Crashed: a variable of OpenTelemetry (OTEL_*) is wrong: ")
          .contains("zipkin");
    }
  }

  @Test
  void whatNobodyAskedForIsNotEvenLoaded() throws Exception {
    try (var server =
        new ServerProcess(model, folder, Map.of("JAVA_TOOL_OPTIONS", "-Xlog:class+load"))
            .awaitReady()) {
      assertThat(server.post(INFER, BODY, "traceparent", PARENT).statusCode()).isEqualTo(200);
      call(server, new Metadata());

      assertThat(server.log())
          .contains("dev.fairlead.runtime.trace.Tracing")
          .doesNotContain("io.opentelemetry", "org.snakeyaml", "AccessLines");
    }
  }

  private ServerProcess start(String endpoint, Map<String, String> more) throws Exception {
    Map<String, String> environment =
        new HashMap<>(
            Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint, "OTEL_BSP_SCHEDULE_DELAY", "50"));
    environment.putAll(more);
    return new ServerProcess(model, folder, environment).awaitReady();
  }

  private static void call(ServerProcess server, Metadata headers) {
    ManagedChannel channel =
        NettyChannelBuilder.forTarget(server.grpcTarget()).usePlaintext().build();
    try {
      var answer =
          GRPCInferenceServiceGrpc.newBlockingStub(channel)
              .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
              .modelInfer(
                  ModelInferRequest.newBuilder()
                      .setModelName("m")
                      .addInputs(
                          InferInputTensor.newBuilder()
                              .setName("x")
                              .setDatatype("FP32")
                              .addShape(1)
                              .addShape(2)
                              .setContents(
                                  InferTensorContents.newBuilder()
                                      .addFp32Contents(1)
                                      .addFp32Contents(-1)))
                      .build());
      assertThat(answer.getOutputsCount()).isEqualTo(1);
    } finally {
      channel.shutdownNow();
    }
  }

  private static Predicate<Span> named(String name) {
    return span -> span.getName().equals(name);
  }

  private static void assertBelow(Span parent, Span child) {
    assertThat(child.getTraceId()).isEqualTo(parent.getTraceId());
    assertThat(child.getParentSpanId()).isEqualTo(parent.getSpanId());
    assertThat(child.getStartTimeUnixNano()).isGreaterThanOrEqualTo(parent.getStartTimeUnixNano());
    assertThat(child.getEndTimeUnixNano()).isLessThanOrEqualTo(parent.getEndTimeUnixNano());
  }

  private static Map<String, AnyValue> attributes(Span span) {
    return attributes(span.getAttributesList());
  }

  private static Map<String, AnyValue> attributes(List<KeyValue> attributes) {
    var all = new HashMap<String, AnyValue>();
    attributes.forEach(attribute -> all.put(attribute.getKey(), attribute.getValue()));
    return all;
  }

  private static AnyValue string(String value) {
    return AnyValue.newBuilder().setStringValue(value).build();
  }

  private static AnyValue number(long value) {
    return AnyValue.newBuilder().setIntValue(value).build();
  }

  private static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }
}
