package dev.fairlead.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.runtime.access.AccessLog;
import dev.fairlead.runtime.config.ConfigException;
import dev.fairlead.runtime.config.Environment;
import dev.fairlead.runtime.engine.Cancellation;
import dev.fairlead.runtime.execution.Executor;
import dev.fairlead.runtime.lifecycle.ServedModel;
import dev.fairlead.runtime.live.Forwards;
import dev.fairlead.runtime.live.LiveSettings;
import dev.fairlead.runtime.metrics.ServerMetrics;
import dev.fairlead.runtime.pipeline.TestTask;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.TensorSpec;
import dev.fairlead.runtime.trace.Tracing;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections, and what health and refusals look like, with a task that is no model. */
class HttpApiTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final int PATIENCE_MILLIS = 60_000;
  private static final List<TensorSpec> TEXT =
      List.of(new TensorSpec("x", Datatype.BYTES, List.of(-1L)));
  private static final String LIVE = "GET /v2/health/live HTTP/1.1\r\nHost: m\r\n\r\n";

  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(false));
  private final ServerMetrics metrics = new ServerMetrics();
  private final TestGate gate = new TestGate();
  private final CountDownLatch running = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  @AfterEach
  void close() {
    released.countDown();
    Served served = gate.served;
    if (served != null) {
      served.executor().close();
    }
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  /** A text "hold" runs until the test lets go; the queue has room for one. */
  private HttpApi serve(Ages ages, Duration bodies) throws ConfigException {
    var task = new TestTask(TEXT, TEXT, this::run);
    gate.served =
        new Served(new ServedModel("ONNX", null, null, task), new Executor(task, 1, 1, metrics));
    return listen(ages, bodies);
  }

  private HttpApi listen(Ages ages, Duration bodies) throws ConfigException {
    var api =
        new HttpApi(
            vertx,
            Environment.read(
                Map.of(
                    "FAIRLEAD_HTTP_PORT", "0",
                    "FAIRLEAD_METRICS_PORT", "0",
                    "FAIRLEAD_MODEL_NAME", "m")),
            gate,
            metrics,
            AccessLog.OFF,
            Tracing.OFF,
            () -> LiveSettings.NONE,
            new Forwards(() -> LiveSettings.NONE, metrics.traffic()),
            ages,
            bodies);
    return api.listen().toCompletionStage().toCompletableFuture().join();
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
    try (var client = new Client(api)) {
      assertThat(client.ask(inference("a")).headers()).doesNotContainKey("connection");

      Answer answer;
      do {
        answer = client.ask(inference("a"));
        assertThat(answer.status()).isEqualTo(200);
      } while (!"close".equals(answer.headers().get("connection")));

      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void whoNeverComesToTheEndOfAHeadIsCutOff() throws Exception {
    HttpApi api = serve(ages(LONG, SHORT), LONG);
    try (var client = new Client(api)) {
      client.send("GET /v2/health/live HTTP/1.1\r\nHost: ");

      client.sendUntilCutOff("m");

      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void whoHadAnAnswerIsCutOffInTheNextHeadToo() throws Exception {
    HttpApi api = serve(ages(LONG, SHORT), LONG);
    try (var client = new Client(api)) {
      assertThat(client.ask(LIVE).status()).isEqualTo(200);
      client.send("GET /v2/health/live HTTP/1.1\r\nHost: ");

      client.sendUntilCutOff("m");

      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void whoWaitsForAnAnswerIsNot() throws Exception {
    HttpApi api = serve(ages(LONG, SHORT), LONG);
    try (var waits = new Client(api)) {
      waits.send(inference("hold"));
      assertThat(running.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
      // opened later: when it is cut off, the other one is older than that
      try (var never = new Client(api)) {
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
    try (var kept = new Client(api);
        var busy = new Client(api)) {
      assertThat(kept.ask(inference("a")).headers()).doesNotContainKey("connection");
      busy.send(inference("hold"));
      assertThat(running.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();

      gate.retired = true;

      endsWith(kept.ask(LIVE), kept);
      released.countDown();
      endsWith(busy.receive(), busy);
    }
    try (var comes = new Client(api)) {
      endsWith(comes.ask(inference("a")), comes);
    }

    gate.retired = false;

    try (var back = new Client(api)) {
      assertThat(back.ask(inference("a")).headers()).doesNotContainKey("connection");
      assertThat(back.ask(inference("a")).status()).isEqualTo(200);
    }
  }

  private static void endsWith(Answer answer, Client client) throws IOException {
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers()).containsEntry("connection", "close");
    assertThat(client.isAtEnd()).isTrue();
  }

  @Test
  void whileOthersHaveTheRequestsWhoAsksNothingIsNotWaitedFor() throws Exception {
    HttpApi api = serve(ages(LONG, LONG), LONG);
    try (var waits = new Client(api);
        var asked = new Client(api);
        var silent = new Client(api)) {
      waits.send(inference("hold"));
      assertThat(running.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(asked.ask(LIVE).headers()).doesNotContainKey("connection");

      gate.retired = true;

      assertThat(asked.isAtEnd()).isTrue();
      assertThat(silent.isAtEnd()).isTrue();
      released.countDown();
      endsWith(waits.receive(), waits);
    }
  }

  @Test
  void aBodyThatDoesNotComeToItsEndIsToldAndCutOff() throws Exception {
    HttpApi api = serve(ages(LONG, LONG), SHORT);
    try (var client = new Client(api)) {
      client.send(head(1_000) + "{\"inputs\":");

      Answer answer = client.receive();

      assertThat(answer.status()).isEqualTo(408);
      assertThat(answer.headers()).containsEntry("connection", "close");
    }
  }

  @Test
  void whoFindsTheQueueFullIsToldWhenToComeBack() throws Exception {
    HttpApi api = serve(ages(LONG, LONG), LONG);
    try (var runs = new Client(api);
        var waits = new Client(api);
        var refused = new Client(api)) {
      runs.send(inference("hold"));
      assertThat(running.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
      waits.send(inference("a"));
      awaitQueued();

      Answer answer = refused.ask(inference("b"));

      assertThat(answer.status()).isEqualTo(429);
      assertThat(answer.headers()).containsEntry("retry-after", "1");
      // and what it sent was not even parsed
      assertThat(refused.ask(head(1) + "{").status()).isEqualTo(429);
    }
  }

  private void awaitQueued() {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    while (!new String(metrics.scrape(), StandardCharsets.UTF_8)
        .contains("fairlead_queue_length 1.0")) {
      assertThat(System.nanoTime()).as("it is queued").isLessThan(end);
      Thread.onSpinWait();
    }
  }

  @Test
  void aModelThatIsNotThereYetIsAskedForAgain() throws Exception {
    HttpApi api = listen(ages(LONG, LONG), LONG);
    try (var client = new Client(api)) {
      Answer answer = client.ask(inference("a"));

      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.headers()).containsEntry("retry-after", "1");
    }
  }

  @Test
  void aProcessThatHangsIsNotAlive() throws Exception {
    HttpApi api = serve(ages(LONG, LONG), LONG);
    try (var client = new Client(api)) {
      assertThat(client.ask(LIVE).status()).isEqualTo(200);

      gate.alive = false;

      assertThat(client.ask(LIVE).status()).isEqualTo(503);
    }
  }

  /** What came back; the names of headers in lower case. */
  private record Answer(int status, Map<String, String> headers) {}

  /** A connection that does what the test says. */
  private static final class Client implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    Client(HttpApi api) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), api.port());
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(PATIENCE_MILLIS);
      in = new BufferedInputStream(socket.getInputStream());
    }

    void send(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Goes on as slowly as it can be without standing still. */
    void sendUntilCutOff(String text) throws IOException, InterruptedException {
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
      try {
        while (System.nanoTime() < end) {
          send(text);
          TimeUnit.MILLISECONDS.sleep(10);
        }
      } catch (SocketException e) {
        return;
      }
      throw new AssertionError("it was not cut off");
    }

    Answer ask(String request) throws IOException {
      send(request);
      return receive();
    }

    Answer receive() throws IOException {
      String status = line();
      var headers = new TreeMap<String, String>();
      for (String header = line(); !header.isEmpty(); header = line()) {
        int colon = header.indexOf(':');
        headers.put(
            header.substring(0, colon).toLowerCase(Locale.ROOT),
            header.substring(colon + 1).strip());
      }
      in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
      return new Answer(Integer.parseInt(status.substring(9, 12)), headers);
    }

    private String line() throws IOException {
      var line = new StringBuilder();
      for (int next = in.read(); next != '\n'; next = in.read()) {
        if (next < 0) {
          throw new IOException("the connection ended after: " + line);
        }
        line.append((char) next);
      }
      return line.toString().strip();
    }

    /** Whether the server ended it. */
    boolean isAtEnd() throws IOException {
      try {
        return in.read() < 0;
      } catch (SocketException e) {
        return true;
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
