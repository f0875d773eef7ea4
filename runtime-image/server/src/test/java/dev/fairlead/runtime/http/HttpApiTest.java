package dev.fairlead.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.runtime.config.ConfigException;
import dev.fairlead.runtime.engine.Cancellation;
import dev.fairlead.runtime.pipeline.TestTask;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.TensorSpec;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections, and what health and refusals look like, with a task that is no model. */
class HttpApiTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final List<TensorSpec> TEXT =
      List.of(new TensorSpec("x", Datatype.BYTES, List.of(-1L)));
  private static final String LIVE = "GET /v2/health/live HTTP/1.1\r\nHost: m\r\n\r\n";

  private final TestHttpServer server = new TestHttpServer();
  private final CountDownLatch running = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  @AfterEach
  void close() {
    released.countDown();
    server.close();
  }

  /** A text "hold" runs until the test lets go; the queue has room for one. */
  private HttpApi serve(Ages ages, Duration bodies) throws ConfigException {
    return server.serve(new TestTask(TEXT, TEXT, this::run), ages, bodies);
  }

  private static Ages ages(Duration age, Duration patience) {
    return new Ages(age, age.plusMillis(1), patience);
  }

  private void run(String text, int batch, Cancellation cancellation) {
    if (text.equals("hold")) {
      running.countDown();
      try {
        assertThat(released.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static String inference(String text) {
    String body =
        "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"BYTES\",\"shape\":[1],\"data\":[\"%s\"]}]}"
            .formatted(text);
    return head(body.length()) + body;
  }

  private static String head(int length) {
    return "POST /v2/models/m/infer HTTP/1.1\r\nHost: m\r\nContent-Type: application/json\r\n"
        + "Content-Length: %d\r\n\r\n".formatted(length);
  }

  @Test
  void aConnectionSaysWithAnAnswerThatItsAgeIsOver() throws Exception {
    HttpApi api = serve(ages(SHORT, LONG), LONG);
    long opened = System.nanoTime();
    try (var client = new TestClient(api.port())) {
      TestClient.Answer answer = client.ask(inference("a"));
      if (System.nanoTime() - opened < SHORT.toNanos()) {
        assertThat(answer.headers()).doesNotContainKey("connection");
      }

      while (!"close".equals(answer.headers().get("connection"))) {
        assertThat(answer.status()).isEqualTo(200);
        answer = client.ask(inference("a"));
      }
      assertThat(answer.status()).isEqualTo(200);

      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void whoNeverComesToTheEndOfAHeadIsCutOff() throws Exception {
    HttpApi api = serve(ages(LONG, SHORT), LONG);
    try (var client = new TestClient(api.port())) {
      client.send("GET /v2/health/live HTTP/1.1\r\nHost: ");

      client.sendUntilCutOff("m");

      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void whoHadAnAnswerIsCutOffInTheNextHeadToo() throws Exception {
    HttpApi api = serve(ages(LONG, SHORT), LONG);
    try (var client = new TestClient(api.port())) {
      assertThat(client.ask(LIVE).status()).isEqualTo(200);
      client.send("GET /v2/health/live HTTP/1.1\r\nHost: ");

      client.sendUntilCutOff("m");

      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void whoWaitsForAnAnswerIsNot() throws Exception {
    HttpApi api = serve(ages(LONG, SHORT), LONG);
    try (var waits = new TestClient(api.port())) {
      waits.send(inference("hold"));
      assertThat(running.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
      // opened later: when it is cut off, the other one is older than that
      try (var never = new TestClient(api.port())) {
        never.send("GET ");
        never.sendUntilCutOff("/");
      }

      released.countDown();

      assertThat(waits.receive().status()).isEqualTo(200);
    }
  }

  @Test
  void whileOthersHaveTheRequestsEachConnectionEndsWithItsNextAnswer() throws Exception {
    HttpApi api = serve(ages(LONG, LONG), LONG);
    try (var kept = new TestClient(api.port());
        var busy = new TestClient(api.port())) {
      assertThat(kept.ask(inference("a")).headers()).doesNotContainKey("connection");
      busy.send(inference("hold"));
      assertThat(running.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();

      server.gate.retired = true;

      endsWith(kept.ask(LIVE), kept);
      released.countDown();
      endsWith(busy.receive(), busy);
    }
    try (var comes = new TestClient(api.port())) {
      endsWith(comes.ask(inference("a")), comes);
    }

    server.gate.retired = false;

    try (var back = new TestClient(api.port())) {
      assertThat(back.ask(inference("a")).headers()).doesNotContainKey("connection");
      assertThat(back.ask(inference("a")).status()).isEqualTo(200);
    }
  }

  private static void endsWith(TestClient.Answer answer, TestClient client) throws IOException {
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers()).containsEntry("connection", "close");
    assertThat(client.isAtEnd()).isTrue();
  }

  @Test
  void whileOthersHaveTheRequestsWhoAsksNothingIsNotWaitedFor() throws Exception {
    HttpApi api = serve(ages(LONG, LONG), LONG);
    try (var waits = new TestClient(api.port());
        var asked = new TestClient(api.port());
        var silent = new TestClient(api.port())) {
      waits.send(inference("hold"));
      assertThat(running.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(asked.ask(LIVE).headers()).doesNotContainKey("connection");

      server.gate.retired = true;

      assertThat(asked.isAtEnd()).isTrue();
      assertThat(silent.isAtEnd()).isTrue();
      released.countDown();
      endsWith(waits.receive(), waits);
    }
  }

  @Test
  void aBodyThatDoesNotComeToItsEndIsToldAndCutOff() throws Exception {
    HttpApi api = serve(ages(LONG, LONG), SHORT);
    try (var client = new TestClient(api.port())) {
      client.send(head(1_000) + "{\"inputs\":");

      TestClient.Answer answer = client.receive();

      assertThat(answer.status()).isEqualTo(408);
      assertThat(answer.headers()).containsEntry("connection", "close");
    }
  }

  @Test
  void whoFindsTheQueueFullIsToldWhenToComeBack() throws Exception {
    HttpApi api = serve(ages(LONG, LONG), LONG);
    try (var runs = new TestClient(api.port());
        var waits = new TestClient(api.port());
        var refused = new TestClient(api.port())) {
      runs.send(inference("hold"));
      assertThat(running.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
      waits.send(inference("a"));
      server.awaitQueued();

      TestClient.Answer answer = refused.ask(inference("b"));

      assertThat(answer.status()).isEqualTo(429);
      assertThat(answer.headers()).containsEntry("retry-after", "1");
      // and what it sent was not even parsed
      assertThat(refused.ask(head(1) + "{").status()).isEqualTo(429);
    }
  }

  @Test
  void aModelThatIsNotThereYetIsAskedForAgain() throws Exception {
    HttpApi api = server.listen(ages(LONG, LONG), LONG);
    try (var client = new TestClient(api.port())) {
      TestClient.Answer answer = client.ask(inference("a"));

      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.headers()).containsEntry("retry-after", "1");
    }
  }

  @Test
  void whoNamesMetricsGetsThoseAlone() throws Exception {
    HttpApi api = serve(ages(LONG, LONG), LONG);

    assertThat(scrape(api, "").lines().anyMatch(line -> line.startsWith("jvm_"))).isTrue();
    assertThat(
            scrape(
                    api,
                    "?name%5B%5D=fairlead_requests_in_flight"
                        + "&name%5B%5D=fairlead_request_duration_fine_seconds")
                .lines()
                .filter(line -> !line.startsWith("#"))
                .filter(line -> !line.startsWith("fairlead_request_duration_fine_seconds_")))
        .containsExactly("fairlead_requests_in_flight 0.0");
  }

  private static String scrape(HttpApi api, String query) throws Exception {
    var uri = URI.create("http://localhost:%d/metrics%s".formatted(api.metricsPort(), query));
    try (var client = HttpClient.newHttpClient()) {
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    }
  }

  @Test
  void aProcessThatHangsIsNotAlive() throws Exception {
    HttpApi api = serve(ages(LONG, LONG), LONG);
    try (var client = new TestClient(api.port())) {
      assertThat(client.ask(LIVE).status()).isEqualTo(200);

      server.gate.alive = false;

      assertThat(client.ask(LIVE).status()).isEqualTo(503);
    }
  }
}
