package dev.fairlead.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.runtime.config.Environment;
import dev.fairlead.runtime.config.RuntimeConfig;
import dev.fairlead.runtime.trace.Tracing;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a whole server says of its life while a run of its model does not return. */
class StuckRunTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @AfterEach
  void letGo() {
    HeldEngine.letGo();
  }

  @Test
  void aRunBeyondTheBoundFailsLivenessUntilItReturns() throws Exception {
    try (var server = new Server(config(), Tracing.OFF, Duration.ZERO)) {
      serve(server);
      assertThat(get(server, "live")).isEqualTo(200);

      hold(server);

      assertThat(get(server, "live")).isEqualTo(503);
      assertThat(get(server, "live")).as("it stays so").isEqualTo(503);

      letGo();
      await("well again", () -> get(server, "live") == 200);
      assertThat(infer(server, 1, PATIENCE)).isEqualTo(200);
    }
  }

  @Test
  void aRunThatIsLateButNotBeyondTheBoundHarmsNobodysLife() throws Exception {
    try (var server = new Server(config(), Tracing.OFF)) {
      serve(server);

      hold(server);

      assertThat(get(server, "live")).isEqualTo(200);
      assertThat(get(server, "ready")).isEqualTo(200);
      letGo();
    }
  }

  private RuntimeConfig config() throws Exception {
    HeldEngine.write(folder);
    return Environment.read(
        Map.of(
            "FAIRLEAD_MODEL_DIR", folder.toString(),
            "FAIRLEAD_MODEL_NAME", "m",
            "FAIRLEAD_HTTP_PORT", "0",
            "FAIRLEAD_GRPC_PORT", "0",
            "FAIRLEAD_METRICS_PORT", "0"));
  }

  private static void serve(Server server) throws Exception {
    server.listen();
    server.load();
  }

  /** Until a run is under way whose request is over: one that never began leaves nothing behind. */
  private void hold(Server server) throws Exception {
    HeldEngine.hold();
    await(
        "a run is held",
        () -> {
          assertThat(infer(server, HeldEngine.HOLD, Duration.ofMillis(200))).isEqualTo(504);
          return HeldEngine.holds();
        });
  }

  /** Asks again and again: each time is a request, so nothing spins. */
  private static void await(String what, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
    }
  }

  private int infer(Server server, int x, Duration timeout) throws Exception {
    String body =
        "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"INT32\",\"shape\":[1],\"data\":[%d]}]}"
            .formatted(x);
    return status(
        request(server, "/v2/models/m/infer")
            .header("x-request-timeout-ms", Long.toString(timeout.toMillis()))
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private int get(Server server, String health) throws Exception {
    return status(request(server, "/v2/health/" + health));
  }

  private int status(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  private static HttpRequest.Builder request(Server server, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
  }
}
