package dev.fairlead.runtime.pytorch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.runtime.testsupport.ServerProcess;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests whose time is over while LibTorch runs them, and who else asks: a run has no brake. */
class DeadlineTest {
  /** More than any machine does while a test runs. */
  private static final long FOREVER = 1L << 40;

  /** Some seconds. */
  private static final long SECONDS = 2_000_000;

  @TempDir Path folder;

  @Test
  void othersAreAnsweredWhileARunGoesOnForNobody() throws Exception {
    try (var server = serve(2)) {
      late(server, FOREVER);

      for (int x = 0; x < 100; x++) {
        ask(server, x);
      }
      server.await("only that run is left", () -> server.metric("fairlead_workers_busy") == 1);
      assertThat(server.get("/v2/health/live").statusCode()).isEqualTo(200);
      assertThat(server.get("/v2/health/ready").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void whoWaitsBehindSuchARunIsToldInTimeToo() throws Exception {
    try (var server = serve(1)) {
      late(server, FOREVER);

      assertThat(post(server, 1, 1, "300").statusCode()).isEqualTo(504);
      server.await("nobody waits", () -> server.metric("fairlead_queue_length") == 0);
      assertThat(server.metric("fairlead_requests_in_flight")).isZero();
    }
  }

  @Test
  void theWorkerIsFreeWhenTheRunEnds() throws Exception {
    try (var server = serve(1)) {
      late(server, SECONDS);

      ask(server, 3);
      server.awaitIdle();
    }
  }

  private ServerProcess serve(int workers) throws Exception {
    Path model = Files.createDirectory(folder.resolve("model"));
    Files.write(model.resolve("model.pt"), TorchFiles.steps());
    TorchFiles.describe(model, "x FP32 [-1,2];n INT64 [1]", "y FP32 [-1,2]");
    String options =
        "-XX:ActiveProcessorCount=%d -Dai.djl.pytorch.num_threads=1".formatted(workers)
            + " -Dai.djl.pytorch.num_interop_threads=1";
    return new ServerProcess(
            model, folder, Map.of("FAIRLEAD_ALLOW_CODE", "true", "_JAVA_OPTIONS", options))
        .awaitReady();
  }

  /** Until a request had its answer and its run goes on: one that never began leaves nothing. */
  private static void late(ServerProcess server, long steps) throws Exception {
    server.await(
        "a run that goes on without its request",
        () -> {
          HttpResponse<String> answer = post(server, 1, steps, "500");
          assertThat(answer.statusCode()).as(answer.body()).isEqualTo(504);
          return server.metric("fairlead_workers_busy") == 1;
        });
  }

  private static void ask(ServerProcess server, int x) throws Exception {
    HttpResponse<String> answer = post(server, x, 10, "60000");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains("\"data\":[%d.0,%d.0]".formatted(x + 10, 10 - x));
  }

  private static HttpResponse<String> post(ServerProcess server, int x, long steps, String millis)
      throws Exception {
    String body =
        """
        {"inputs":[{"name":"x","datatype":"FP32","shape":[1,2],"data":[%d,%d]},\
        {"name":"n","datatype":"INT64","shape":[1],"data":[%d]}]}"""
            .formatted(x, -x, steps);
    return server.post("/v2/models/m/infer", body, "x-request-timeout-ms", millis);
  }
}
