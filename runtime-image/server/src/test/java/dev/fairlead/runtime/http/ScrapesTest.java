package dev.fairlead.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.runtime.metrics.ServerMetrics;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections to the port of metrics. */
class ScrapesTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final String SCRAPE = "GET /metrics HTTP/1.1\r\nHost: m\r\n\r\n";

  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(false));

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private int listen(Duration patience, int most) {
    var scrapes =
        new Scrapes(
            vertx,
            new HttpServerOptions().setHttp2ClearTextEnabled(false),
            new ServerMetrics(),
            new Ages(LONG, LONG.plusMillis(1), patience),
            most);
    scrapes.listen(0).toCompletionStage().toCompletableFuture().join();
    return scrapes.port();
  }

  @Test
  void whoNeverComesToTheEndOfAHeadIsCutOff() throws Exception {
    int port = listen(SHORT, 10);
    try (var client = new TestClient(port)) {
      assertThat(client.ask(SCRAPE).body()).contains("fairlead_requests_in_flight");
      client.send("GET /metrics HTTP/1.1\r\nHost: ");

      client.sendUntilCutOff("m");

      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void whoTakesTooManyConnectionsLosesTheOldest() throws Exception {
    int port = listen(LONG, 2);
    try (var first = new TestClient(port);
        var second = new TestClient(port)) {
      assertThat(first.ask(SCRAPE).status()).isEqualTo(200);
      assertThat(second.ask(SCRAPE).status()).isEqualTo(200);
      assertThat(first.ask(SCRAPE).status()).isEqualTo(200);

      try (var third = new TestClient(port)) {
        assertThat(third.ask(SCRAPE).status()).isEqualTo(200);
        assertThat(second.isAtEnd()).isTrue();
        assertThat(first.ask(SCRAPE).status()).isEqualTo(200);
      }
    }
  }
}
