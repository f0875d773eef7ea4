package dev.fairlead.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.runtime.engine.Cancellation;
import dev.fairlead.runtime.engine.RunException;
import dev.fairlead.runtime.pipeline.TestTask;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.TensorSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What OpenAI's clients are told when it is not they who are wrong. */
class OpenAiErrorsTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final List<TensorSpec> TEXT =
      List.of(new TensorSpec("x", Datatype.BYTES, List.of(-1L)));

  /** That a run of one character takes at least. */
  private static final Duration SLOW = Duration.ofMillis(20);

  private final TestHttpServer server = new TestHttpServer();
  private final CountDownLatch running = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  @AfterEach
  void close() {
    released.countDown();
    server.close();
  }

  private void run(String text, int batch, Cancellation cancellation) throws RunException {
    switch (text) {
      case "hold" -> {
        running.countDown();
        await(released);
      }
      case "until cancelled" -> {
        var stopped = new CountDownLatch(1);
        cancellation.onCancel(stopped::countDown);
        await(stopped);
        throw new RunException("stopped", null);
      }
      case "fail" -> throw new RunException("no such element", null);
      case "s" -> {
        long end = System.nanoTime() + SLOW.toNanos();
        while (System.nanoTime() < end) {
          Thread.onSpinWait();
        }
      }
      default -> {
        // answers at once
      }
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private TestClient serve() throws Exception {
    return new TestClient(
        server
            .serve(
                new TestTask(TEXT, TEXT, this::run), new Ages(LONG, LONG.plusMillis(1), LONG), LONG)
            .port());
  }

  private static String embedding(String text, String... headers) {
    String body = "{\"model\":\"m\",\"input\":\"%s\"}".formatted(text);
    return "POST /v1/embeddings HTTP/1.1\r\nHost: m\r\nContent-Type: application/json\r\n"
        + String.join("", headers)
        + "Content-Length: %d\r\n\r\n".formatted(body.length())
        + body;
  }

  private static void isError(TestClient.Answer answer, int status, String type, String message) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    JsonNode error = MAPPER.readTree(answer.body()).path("error");
    assertThat(error.path("type").asString()).isEqualTo(type);
    assertThat(error.path("message").asString()).startsWith(message);
    assertThat(error.path("param").isNull()).isTrue();
    assertThat(error.path("code").isNull()).isTrue();
  }

  @Test
  void aModelThatFails() throws Exception {
    try (TestClient client = serve()) {
      isError(
          client.ask(embedding("fail")), 500, "server_error", "the model failed: no such element");
    }
  }

  @Test
  void aModelThatIsNotThereYet() throws Exception {
    HttpApi api = server.listen(new Ages(LONG, LONG.plusMillis(1), LONG), LONG);
    try (var client = new TestClient(api.port())) {
      TestClient.Answer answer = client.ask(embedding("a"));

      isError(answer, 503, "server_error", "the model is not ready yet");
      assertThat(answer.headers()).containsEntry("retry-after", "1");
    }
  }

  @Test
  void timeThatIsOver() throws Exception {
    try (TestClient client = serve()) {
      isError(
          client.ask(embedding("until cancelled", "x-request-timeout-ms: 200\r\n")),
          504,
          "timeout",
          "the request's time is over");
    }
  }

  @Test
  void aQueueThatIsFull() throws Exception {
    try (TestClient runs = serve();
        var waits = new TestClient(runs.port());
        var refused = new TestClient(runs.port())) {
      runs.send(embedding("hold"));
      await(running);
      waits.send(embedding("a"));
      server.awaitQueued();

      TestClient.Answer answer = refused.ask(embedding("b"));

      isError(answer, 429, "rate_limit_error", "the queue is full");
      assertThat(answer.headers()).containsEntry("retry-after", "1");
    }
  }

  /** A character takes 20 ms at least: a thousand of them wait, so that it is 20 s at least. */
  @Test
  void whoWouldBeTooLateIsToldWhenWhatWaitsIsDone() throws Exception {
    try (TestClient runs = serve();
        var waits = new TestClient(runs.port());
        var late = new TestClient(runs.port())) {
      assertThat(runs.ask(embedding("s")).status()).isEqualTo(200);
      runs.send(embedding("hold"));
      await(running);
      waits.send(embedding("a".repeat(1_000)));
      server.awaitQueued();

      TestClient.Answer answer = late.ask(embedding("b", "x-request-timeout-ms: 5000\r\n"));

      isError(answer, 429, "rate_limit_error", "the queue is longer than the request's time");
      assertThat(Integer.parseInt(answer.headers().get("retry-after"))).isGreaterThanOrEqualTo(20);
      assertThat(new String(server.metrics.scrape(), StandardCharsets.UTF_8))
          .contains("fairlead_requests_refused_total{reason=\"late\"} 1.0");
    }
  }
}
