package dev.fairlead.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.runtime.pipeline.TestTask;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.TensorSpec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bodies that take long to read. */
class LargeBodiesTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final List<TensorSpec> TEXT =
      List.of(new TensorSpec("x", Datatype.BYTES, List.of(-1L)));
  private static final String LARGE = "large".repeat(20_000);
  private static final String LIVE = "GET /v2/health/live HTTP/1.1\r\nHost: m\r\n\r\n";

  private final TestHttpServer server = new TestHttpServer();
  private final CountDownLatch reading = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  @AfterEach
  void close() {
    released.countDown();
    server.close();
  }

  private void read(String text) {
    if (text.equals(LARGE)) {
      reading.countDown();
      try {
        assertThat(released.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private TestClient serve() throws Exception {
    var task = new TestTask(TEXT, TEXT, this::read, (text, batch, cancellation) -> {});
    var ages = new Ages(LONG, LONG.plusMillis(1), LONG);
    return new TestClient(server.serve(task, ages, LONG).port());
  }

  private static String inference(String text) {
    return post(
        "/v2/models/m/infer",
        "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"BYTES\",\"shape\":[1],\"data\":[\"%s\"]}]}"
            .formatted(text));
  }

  private static String embedding(String text) {
    return post("/v1/embeddings", "{\"model\":\"m\",\"input\":\"%s\"}".formatted(text));
  }

  private static String post(String path, String body) {
    return "POST %s HTTP/1.1\r\nHost: m\r\nContent-Type: application/json\r\n".formatted(path)
        + "Content-Length: %d\r\n\r\n".formatted(body.length())
        + body;
  }

  @Test
  void whileOneIsReadOthersAreAnswered() throws Exception {
    try (TestClient large = serve();
        var other = new TestClient(large.port())) {
      large.send(inference(LARGE));
      assertThat(reading.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();

      assertThat(other.ask(LIVE).status()).isEqualTo(200);
      assertThat(other.ask(inference("a")).status()).isEqualTo(200);
      assertThat(other.ask(embedding("a")).status()).isEqualTo(200);

      released.countDown();
      assertThat(large.receive().body()).contains(LARGE);
    }
  }

  @Test
  void soItIsWithTexts() throws Exception {
    try (TestClient large = serve();
        var other = new TestClient(large.port())) {
      large.send(embedding(LARGE));
      assertThat(reading.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();

      assertThat(other.ask(embedding("a")).status()).isEqualTo(200);

      released.countDown();
      assertThat(large.receive().status()).isEqualTo(200);
    }
  }

  @Test
  void answersKeepTheOrderOfTheirRequests() throws Exception {
    try (TestClient client = serve()) {
      client.send(inference(LARGE) + LIVE + inference("a"));
      assertThat(reading.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();

      released.countDown();

      assertThat(client.receive().body()).contains(LARGE);
      assertThat(client.receive().body()).contains("live");
      assertThat(client.receive().body()).contains("outputs");
    }
  }

  @Test
  void oneThatCannotBeReadIsToldWhatIsWrong() throws Exception {
    try (TestClient client = serve()) {
      TestClient.Answer answer = client.ask(post("/v2/models/m/infer", "[" + LARGE));

      assertThat(answer.status()).isEqualTo(400);
      assertThat(client.ask(LIVE).status()).isEqualTo(200);
    }
  }
}
