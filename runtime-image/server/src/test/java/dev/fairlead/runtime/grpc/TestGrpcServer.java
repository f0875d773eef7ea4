package dev.fairlead.runtime.grpc;

import com.google.protobuf.ByteString;
import dev.fairlead.oip.GRPCInferenceServiceGrpc;
import dev.fairlead.oip.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import dev.fairlead.oip.InferTensorContents;
import dev.fairlead.oip.ModelInferRequest;
import dev.fairlead.oip.ModelInferRequest.InferInputTensor;
import dev.fairlead.runtime.access.AccessLog;
import dev.fairlead.runtime.config.Environment;
import dev.fairlead.runtime.execution.Executor;
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
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The gRPC side with a task that is no model, and clients of it. */
final class TestGrpcServer implements AutoCloseable {
  private static final List<TensorSpec> TEXT =
      List.of(new TensorSpec("x", Datatype.BYTES, List.of(-1L)));

  final TestGate gate = new TestGate();
  final ServerMetrics metrics = new ServerMetrics();
  final GrpcApi api;
  private final List<ManagedChannel> channels = new ArrayList<>();
  private final TestTask task;

  TestGrpcServer(Duration age, TestTask.Run run) throws Exception {
    this(new GrpcApi.Limits(age, Duration.ofHours(1), 1 << 20, 100), run);
  }

  TestGrpcServer(GrpcApi.Limits limits, TestTask.Run run) throws Exception {
    task = new TestTask(TEXT, TEXT, run);
    api =
        GrpcApi.listen(
            Environment.read(
                Map.of(
                    "FAIRLEAD_GRPC_PORT", "0",
                    "FAIRLEAD_MODEL_NAME", "m",
                    "FAIRLEAD_REVISION", "m-abc",
                    "FAIRLEAD_MAX_BODY_BYTES", "100000")),
            gate,
            metrics,
            AccessLog.OFF,
            Tracing.OFF,
            new Forwards(() -> LiveSettings.NONE, metrics.traffic(), () -> 0),
            limits);
  }

  /** Until its metrics say so: a call is counted once it is over, just after its answer. */
  void awaitMetric(String line) throws InterruptedException {
    while (!new String(metrics.scrape(), StandardCharsets.UTF_8).contains(line)) {
      Thread.sleep(10);
    }
  }

  /** As the life cycle does it. */
  TestGrpcServer load() {
    gate.served =
        new Served(new ServedModel("ONNX", null, null, task), new Executor(task, 1, 8, metrics));
    api.ready(true);
    return this;
  }

  ManagedChannel channel() {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", api.port()).usePlaintext().build();
    channels.add(channel);
    return channel;
  }

  GRPCInferenceServiceBlockingStub client() {
    return GRPCInferenceServiceGrpc.newBlockingStub(channel())
        .withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  static ModelInferRequest request(String text) {
    return ModelInferRequest.newBuilder()
        .setModelName("m")
        .addInputs(
            InferInputTensor.newBuilder()
                .setName("x")
                .setDatatype("BYTES")
                .addShape(1)
                .setContents(
                    InferTensorContents.newBuilder()
                        .addBytesContents(ByteString.copyFrom(text, StandardCharsets.UTF_8))))
        .build();
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    api.shutdown(Duration.ZERO);
    if (gate.served != null) {
      gate.served.executor().close();
    }
  }
}
