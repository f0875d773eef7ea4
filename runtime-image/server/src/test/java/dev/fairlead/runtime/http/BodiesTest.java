package dev.fairlead.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How much is taken of bodies, and of all of them together. */
class BodiesTest {
  private static final int MOST = 1_000;
  private static final int BUDGET = 1_500;
  private static final String CHUNK = "a\r\n0123456789\r\n";
  private static final String CHUNKED =
      "POST / HTTP/1.1\r\nHost: m\r\nTransfer-Encoding: chunked\r\n\r\n";

  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(false));

  /** Whose body is there whole; the test answers. */
  private final BlockingQueue<Exchange> waiting = new ArrayBlockingQueue<>(8);

  private HttpServer server;

  @BeforeEach
  void listen() {
    var bodies = new Bodies(vertx, MOST, BUDGET, Duration.ofMinutes(5));
    server =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  var exchange = new Exchange(request, OipRoutes.ERRORS, null, () -> false);
                  bodies.read(exchange, body -> waiting.add(exchange));
                })
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private static String ofLength(int length) {
    return "POST / HTTP/1.1\r\nHost: m\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(length, "x".repeat(length));
  }

  private void answer() throws InterruptedException {
    Exchange exchange = waiting.take();
    vertx.runOnContext(now -> exchange.reply(200, new byte[0]));
  }

  @Test
  void aBodyWithoutAnEndIsToldAndCutOff() throws Exception {
    try (var client = new TestClient(server.actualPort())) {
      client.send(CHUNKED + CHUNK.repeat(MOST / 10 + 1));

      TestClient.Answer answer = client.receive();

      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.headers()).containsEntry("connection", "close");
      client.sendUntilCutOff(CHUNK);
    }
  }

  @Test
  void allBodiesThatHaveNoAnswerYetShareARoom() throws Exception {
    try (var first = new TestClient(server.actualPort());
        var second = new TestClient(server.actualPort());
        var endless = new TestClient(server.actualPort())) {
      first.send(ofLength(MOST));
      Exchange held = waiting.take();

      TestClient.Answer refused = second.ask(ofLength(BUDGET - MOST + 1));
      endless.send(CHUNKED + CHUNK.repeat((BUDGET - MOST) / 10 + 1));

      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.headers()).containsEntry("retry-after", "1");
      assertThat(endless.receive().status()).isEqualTo(429);

      vertx.runOnContext(now -> held.reply(200, new byte[0]));
      assertThat(first.receive().status()).isEqualTo(200);
      // and there is room again
      first.send(ofLength(MOST));
      answer();
      assertThat(first.receive().status()).isEqualTo(200);
    }
  }
}
