package dev.fairlead.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.fairlead.oip.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import dev.fairlead.runtime.testsupport.ServerProcess;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that would last for days ends with the time of its request, or with its client. */
class StopTest {
  @TempDir static Path folder;
  static ServerProcess server;

  @BeforeAll
  static void start() throws Exception {
    server = Steps.serve(folder, Map.of());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** The proof in each case: the worker is free, and the next one gets his answer. */
  @AfterEach
  void theWorkersAreFree() throws Exception {
    server.awaitIdle();
    try (var wire = new Wire(server)) {
      Steps.ask(wire, 1, 1);
    }
    // a worker has given its answer just before it is free
    server.awaitIdle();
  }

  @Test
  void theDeadlineOfARestRequest() throws Exception {
    HttpResponse<String> answer =
        server.post(
            "/v2/models/m/infer", Steps.json(1, Steps.FOREVER), "x-request-timeout-ms", "300");

    assertThat(answer.statusCode()).isEqualTo(504);
    assertThat(answer.body()).contains("the request's time is over");
  }

  @Test
  void theEndOfARestClient() throws Exception {
    var wire = new Wire(server).send(Wire.inference(Steps.json(1, Steps.FOREVER)));
    awaitRun();

    wire.cut();

    awaitCounted("oip");
  }

  @Test
  void theDeadlineOfACall() {
    ManagedChannel channel = Steps.channel(server);
    try {
      var client = Steps.client(channel).withDeadlineAfter(300, TimeUnit.MILLISECONDS);
      assertThat(refused(client).getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void theEndOfACaller() throws Exception {
    ManagedChannel channel = Steps.channel(server);
    var context = Context.current().withCancellation();
    var call = Thread.ofVirtual().start(() -> context.run(() -> refused(Steps.client(channel))));
    awaitRun();

    context.cancel(null);

    call.join();
    channel.shutdownNow();
    awaitCounted("oip-grpc");
  }

  private static StatusRuntimeException refused(GRPCInferenceServiceBlockingStub client) {
    return catchThrowableOfType(
        StatusRuntimeException.class, () -> client.modelInfer(Steps.message(1, Steps.FOREVER)));
  }

  private static void awaitRun() throws Exception {
    server.await("it runs", () -> server.metric("fairlead_workers_busy") == 1);
  }

  private static void awaitCounted(String protocol) throws Exception {
    String line = "fairlead_requests_total{code=\"499\",protocol=\"" + protocol + "\"} 1.0";
    server.await("it is counted as 499", () -> server.metrics().contains(line));
  }
}
