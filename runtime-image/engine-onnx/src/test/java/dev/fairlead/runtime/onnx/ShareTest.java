package dev.fairlead.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.oip.ModelInferRequest;
import dev.fairlead.oip.ModelInferResponse;
import dev.fairlead.runtime.testsupport.ServerProcess;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a server lets another one answer a part of its requests. */
@Timeout(180)
class ShareTest {
  private static final String INFER = "/v2/models/m/infer";

  /** Answers of a candidate that is not cold any more. */
  private static final int WARM = 50;

  private static final Metadata.Key<String> REVISION =
      Metadata.Key.of("fairlead-revision", Metadata.ASCII_STRING_MARSHALLER);

  @TempDir static Path folder;
  static LiveFolder live;
  static ServerProcess stable;
  static ServerProcess candidate;

  private Map<String, Double> before = Map.of();

  @BeforeAll
  static void start() throws Exception {
    live = new LiveFolder(folder.resolve("live"));
    stable = serve("stable", Map.of("FAIRLEAD_LIVE_DIR", live.path().toString()));
    candidate = serve("candidate", Map.of());
    // a cold one may be late, and loses the request
    inForce(
        "share: {percent: 100, target: '%s', grpcTarget: '%s'}"
            .formatted(target(candidate), candidate.grpcTarget()));
    ManagedChannel channel = Steps.channel(stable);
    try {
      stable.await(
          "the candidate is warm",
          () ->
              revision(ask(1)).equals("candidate")
                  && call(channel, Steps.message(1, 10), 1).equals("candidate"));
    } finally {
      channel.shutdownNow();
    }
    inForce("");
  }

  private static ServerProcess serve(String revision, Map<String, String> environment)
      throws Exception {
    var all = new HashMap<>(environment);
    all.put("FAIRLEAD_REVISION", revision);
    return Steps.serve(Files.createTempDirectory(folder, revision), all);
  }

  @AfterAll
  static void stop() {
    stable.close();
    candidate.close();
  }

  @BeforeEach
  void remember() throws Exception {
    before = outcomes();
  }

  private static void inForce(String settings) throws Exception {
    long generation = live.set(settings);
    stable.await(
        "settings number " + generation + " are in force",
        () -> stable.metric("fairlead_live_generation") == generation);
  }

  private static String share(String percent, String target) {
    return "share: {percent: %s, target: '%s'}".formatted(percent, target);
  }

  private static String target(ServerProcess server) {
    return "127.0.0.1:" + server.port();
  }

  private static HttpResponse<String> ask(int x, String... headers) throws Exception {
    HttpResponse<String> answer = stable.post(INFER, Steps.json(x, 10), headers);
    Steps.check(new Wire.Answer(answer.statusCode(), answer.body()), x, 10);
    return answer;
  }

  private static String revision(HttpResponse<String> answer) {
    return answer.headers().firstValue("Fairlead-Revision").orElse("none");
  }

  /** By the labels of a metric. */
  private static Map<String, Double> labelled(String metric, String label) throws Exception {
    Map<String, Double> values = new HashMap<>();
    String start = metric + "{" + label + "=\"";
    stable
        .metrics()
        .lines()
        .filter(line -> line.startsWith(start))
        .forEach(
            line ->
                values.put(
                    line.substring(start.length(), line.indexOf('"', start.length())),
                    Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))));
    return values;
  }

  private static Map<String, Double> outcomes() throws Exception {
    return labelled("fairlead_forwarded_requests_total", "outcome");
  }

  /** Since the test began. */
  private double outcome(String outcome) throws Exception {
    return outcomes().getOrDefault(outcome, 0d) - before.getOrDefault(outcome, 0d);
  }

  @Test
  void theShareIsExactAndTheAnswersAreThoseOfTheCandidate() throws Exception {
    inForce(share("5", target(candidate)));
    double own = requests();
    int shared = 0;

    for (int i = 0; i < 1_000; i++) {
      if (revision(ask(i)).equals("candidate")) {
        shared++;
      }
    }

    assertThat(shared).isEqualTo(50);
    assertThat(outcome("answered")).isEqualTo(50);
    // who answers counts
    assertThat(requests() - own).isEqualTo(950);
    stable.awaitIdle();
  }

  private static double requests() throws Exception {
    return stable
        .metrics()
        .lines()
        .filter(line -> line.startsWith("fairlead_requests_total{code=\"200\",protocol=\"oip\"}"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  @Test
  void aUserStaysWhereTheUserIs() throws Exception {
    inForce(
        "share: {percent: 50, target: '%s', sticky: {header: X-User}}"
            .formatted(target(candidate)));
    List<String> first = new ArrayList<>();
    List<String> second = new ArrayList<>();

    for (int i = 0; i < 40; i++) {
      first.add(revision(ask(i, "X-User", "user-" + i)));
    }
    for (int i = 0; i < 40; i++) {
      second.add(revision(ask(i, "x-user", "user-" + i)));
    }

    assertThat(second).isEqualTo(first).contains("stable", "candidate");
  }

  @Test
  void binaryAnswersGoThroughAsTheyAre() throws Exception {
    byte[] json =
        """
        {"inputs":[{"name":"x","datatype":"FP32","shape":[1,2],"data":[1,2]},\
        {"name":"n","datatype":"INT64","shape":[1],"data":[1]}],\
        "parameters":{"binary_data_output":true}}"""
            .getBytes(StandardCharsets.UTF_8);
    inForce("");
    HttpResponse<byte[]> own = stable.postBytes(INFER, json, new byte[0]);
    inForce(share("100", target(candidate)));

    HttpResponse<byte[]> shared = stable.postBytes(INFER, json, new byte[0]);

    assertThat(shared.headers().firstValue("Fairlead-Revision")).contains("candidate");
    assertThat(shared.headers().firstValue("Content-Type"))
        .isEqualTo(own.headers().firstValue("Content-Type"));
    assertThat(shared.headers().firstValue("Inference-Header-Content-Length"))
        .isEqualTo(own.headers().firstValue("Inference-Header-Content-Length"))
        .isPresent();
    assertThat(shared.body()).isEqualTo(own.body());
  }

  @Test
  void aCandidateThatIsKilledCostsNoAnswer() throws Exception {
    try (var mortal = serve("mortal", Map.of());
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      inForce(
          "share: {percent: 50, target: '%s', grpcTarget: '%s'}"
              .formatted(target(mortal), mortal.grpcTarget()));
      var isOver = new AtomicBoolean();
      var busy = new CountDownLatch(200);
      List<Future<Integer>> asking = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        int x = i;
        asking.add(clients.submit(() -> askUntil(isOver, busy, x)));
        asking.add(clients.submit(() -> callUntil(isOver, busy, x)));
      }
      assertThat(busy.await(60, TimeUnit.SECONDS)).as("both servers have answered").isTrue();

      mortal.kill();
      stable.await("requests find it gone", () -> outcome("unavailable") > 100);
      isOver.set(true);

      for (Future<Integer> answers : asking) {
        assertThat(answers.get()).isPositive();
      }
      assertThat(outcome("answered")).isPositive();
    }
  }

  private static int askUntil(AtomicBoolean isOver, CountDownLatch busy, int x) throws Exception {
    int answers = 0;
    try (var wire = new Wire(stable)) {
      for (; !isOver.get(); answers++) {
        Steps.ask(wire, x, 10);
        busy.countDown();
      }
    }
    return answers;
  }

  private static int callUntil(AtomicBoolean isOver, CountDownLatch busy, int x) {
    ManagedChannel channel = Steps.channel(stable);
    try {
      int answers = 0;
      for (; !isOver.get(); answers++) {
        Steps.check(Steps.client(channel).modelInfer(Steps.message(x, 10)), x, 10);
        busy.countDown();
      }
      return answers;
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void aCandidateThatHangsHasHalfOfTheTime() throws Exception {
    try (var hanging = Bad.hanging()) {
      inForce(share("100", hanging.target()));

      HttpResponse<String> answer;
      do {
        // a busy machine may need the other half of it
        answer = stable.post(INFER, Steps.json(1, 10), "x-request-timeout-ms", "2000");
      } while (answer.statusCode() == 504);

      assertThat(revision(answer)).isEqualTo("stable");
      assertThat(outcome("timeout")).isPositive();
    }
  }

  @Test
  void aCandidateThatHangsCostsNoPatientClient() throws Exception {
    try (var hanging = Bad.hangingAfter(WARM, ownAnswer(1))) {
      askUntilItHangs(hanging);

      assertThat(askFor(Duration.ofSeconds(29))).isEqualTo("stable");

      assertThat(outcome("timeout")).isEqualTo(1);
    }
  }

  /** It is late each time, and is not blamed before it is late for long. */
  @Test
  void aCandidateThatHangsFromItsStartMayBeCold() throws Exception {
    try (var hanging = Bad.hanging()) {
      inForce(share("100", hanging.target()));

      assertThat(askFor(Duration.ofSeconds(29))).isEqualTo("stable");

      assertThat(outcome("late")).isEqualTo(1);
    }
  }

  @Test
  void whoGivesUpOnACandidateThatHangsSpeaksAgainstIt() throws Exception {
    try (var hanging = Bad.hangingAfter(WARM, ownAnswer(1))) {
      askUntilItHangs(hanging);

      // on a busy machine a second may be over for the server and not for the client, or more usual
      var patience = new AtomicReference<>(Duration.ofMillis(700));
      stable.await(
          "a client has given up",
          () -> {
            try {
              askFor(patience.get());
              patience.set(Duration.ofMillis(700));
            } catch (HttpTimeoutException e) {
              patience.updateAndGet(before -> before.multipliedBy(2));
            }
            return outcome("abandoned") > 0;
          });
    }
  }

  /** The answer of the model to the request with that number. */
  private static String ownAnswer(int x) throws Exception {
    inForce("");
    // and of so many that the server forgets its first ones, cold as it was: what is usual is short
    for (int i = 0; i < 1_000; i++) {
      ask(x);
    }
    return ask(x).body();
  }

  /** Warm, it has answered as many as it does. */
  private static void askUntilItHangs(Bad candidate) throws Exception {
    inForce(share("100", candidate.target()));
    for (int i = 0; i < WARM; i++) {
      assertThat(revision(ask(1))).isEqualTo("none");
    }
  }

  /** A client that waits no longer than that; gives the revision that answers. */
  private static String askFor(Duration patience) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(stable.url() + INFER))
              .timeout(patience)
              .POST(HttpRequest.BodyPublishers.ofString(Steps.json(1, 10)))
              .build();
      return revision(client.send(request, HttpResponse.BodyHandlers.ofString()));
    }
  }

  @ParameterizedTest
  @CsvSource({"500, failed", "503, unavailable", "429, overloaded", "504, timeout", "400, refused"})
  void whatACandidateCannotAnswerIsAnsweredHere(int status, String outcome) throws Exception {
    try (var bad = Bad.answering(status, "{\"error\":\"no\"}")) {
      inForce(share("100", bad.target()));

      for (int i = 0; i < 10; i++) {
        assertThat(revision(ask(i))).isEqualTo("stable");
      }

      assertThat(outcome(outcome)).isEqualTo(10);
    }
  }

  @Test
  void anAnswerThatIsCutShortIsAnsweredHere() throws Exception {
    try (var bad = Bad.cuttingShort()) {
      inForce(share("100", bad.target()));

      assertThat(revision(ask(1))).isEqualTo("stable");
      assertThat(outcome("unavailable")).isEqualTo(1);
    }
  }

  @Test
  void whatTheClientDidWrongIsToldByTheStableServer() throws Exception {
    inForce(share("100", target(candidate)));

    HttpResponse<String> answer = stable.post(INFER, "{\"inputs\":[]}");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(revision(answer)).isEqualTo("stable");
    assertThat(outcome("refused")).isEqualTo(1);
  }

  @Test
  void aRequestIsForwardedOnce() throws Exception {
    inForce(share("100", target(stable)));

    for (int i = 0; i < 10; i++) {
      ask(i);
    }

    assertThat(outcome("answered")).isEqualTo(10);
  }

  @Test
  void callsAreSharedAsWell() throws Exception {
    inForce("share: {percent: 25, grpcTarget: '%s'}".formatted(candidate.grpcTarget()));
    ManagedChannel channel = Steps.channel(stable);
    try {
      int shared = 0;
      for (int i = 0; i < 100; i++) {
        if (call(channel, Steps.message(i, 10), i).equals("candidate")) {
          shared++;
        }
      }

      assertThat(shared).isEqualTo(25);
      assertThat(outcome("answered")).isEqualTo(25);
    } finally {
      channel.shutdownNow();
    }
    stable.awaitIdle();
  }

  @Test
  void aCallToACandidateThatHangsIsAnsweredHere() throws Exception {
    try (var hanging = Bad.hanging()) {
      inForce("share: {percent: 100, grpcTarget: '%s'}".formatted(hanging.target()));
      ManagedChannel channel = Steps.channel(stable);
      try {
        ModelInferResponse answer =
            Steps.client(channel)
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .modelInfer(Steps.message(1, 10));

        Steps.check(answer, 1, 10);
        // a part of half of its time, and the first one of this candidate
        assertThat(outcome("late")).isEqualTo(1);
      } finally {
        channel.shutdownNow();
      }
    }
  }

  @Test
  void aCallToACandidateThatHangsHasHalfOfTheTime() throws Exception {
    try (var hanging = Bad.hanging()) {
      inForce("share: {percent: 100, grpcTarget: '%s'}".formatted(hanging.target()));
      ManagedChannel channel = Steps.channel(stable);
      try {
        Steps.check(answerIn(channel, Duration.ofMillis(1_900)), 1, 10);
        assertThat(outcome("timeout")).isPositive();
      } finally {
        channel.shutdownNow();
      }
    }
  }

  /** The first answer in that time: a busy machine may need the other half of it. */
  private static ModelInferResponse answerIn(ManagedChannel channel, Duration time) {
    ModelInferResponse answer = null;
    while (answer == null) {
      try {
        answer =
            Steps.client(channel)
                .withDeadlineAfter(time.toMillis(), TimeUnit.MILLISECONDS)
                .modelInfer(Steps.message(1, 10));
      } catch (StatusRuntimeException e) {
        assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
      }
    }
    return answer;
  }

  /** The revision that answers. */
  private static String call(ManagedChannel channel, ModelInferRequest request, int x) {
    var headers = new AtomicReference<Metadata>();
    var trailers = new AtomicReference<Metadata>();
    var seen =
        ClientInterceptors.intercept(
            channel, MetadataUtils.newCaptureMetadataInterceptor(headers, trailers));
    Steps.check(Steps.client(seen).modelInfer(request), x, 10);
    return headers.get().get(REVISION);
  }

  @Test
  void aFileThatIsWrongChangesNothing() throws Exception {
    inForce(share("100", target(candidate)));

    live.write("generation: 1000000\nshare: {percent: 101, target: a:80}");
    stable.await("the file is wrong", () -> stable.metric("fairlead_live_invalid") == 1);

    assertThat(revision(ask(1))).isEqualTo("candidate");
    assertThat(stable.log())
        .contains("share.percent is '101': give a number from 0 to 100 with at most two decimals");
    inForce("");
    assertThat(stable.metric("fairlead_live_invalid")).isZero();
    assertThat(revision(ask(1))).isEqualTo("stable");
  }

  @Test
  void whileItIsRetiredItsClientsAreSentAway() throws Exception {
    inForce("retired: [another]");
    assertThat(ask(1).headers().firstValue("Connection")).isEmpty();

    inForce("retired: [another, stable]");
    assertThat(ask(1).headers().firstValue("Connection")).contains("close");

    inForce("");
    assertThat(ask(1).headers().firstValue("Connection")).isEmpty();
  }

  @Test
  void theLogIsAsLoudAsItIsToldToBe() throws Exception {
    long silent = live.set("logLevel: Error");
    stable.await("silent", () -> stable.metric("fairlead_live_generation") == silent);
    inForce("");

    String form = "settings number %d are in force";
    stable.await("the log speaks again", () -> stable.log().contains(form.formatted(silent + 1)));
    assertThat(stable.log()).doesNotContain(form.formatted(silent));
  }

  @Test
  void mirroredAnswersAreCompared() throws Exception {
    Map<String, Double> mirrored = mirrored();
    inForce(mirror("50", target(candidate)));

    for (int i = 1; i <= 20; i++) {
      assertThat(revision(ask(i))).isEqualTo("stable");
    }

    stable.await("all are compared", () -> since(mirrored, "same") == 10);
    assertThat(mirrored().keySet()).doesNotContain("different");
    assertThat(stable.metric("fairlead_mirror_top1_rows_total"))
        .isEqualTo(stable.metric("fairlead_mirror_top1_agreement_total"))
        .isPositive();
  }

  @Test
  void aMirrorThatHangsHoldsNobodyUpAndDropsTheRest() throws Exception {
    Map<String, Double> mirrored = mirrored();
    try (var hanging = Bad.hanging()) {
      inForce(mirror("100", hanging.target()));

      for (int i = 0; i < 40; i++) {
        ask(i);
      }

      stable.await("those beyond 16 are dropped", () -> since(mirrored, "dropped") == 24);
    }
    stable.await("the others fail", () -> since(mirrored, "failed") == 16);
  }

  private static String mirror(String percent, String target) {
    return "mirror: {percent: %s, target: '%s', maxRelativeDifference: 0.01}"
        .formatted(percent, target);
  }

  private static Map<String, Double> mirrored() throws Exception {
    return labelled("fairlead_mirror_requests_total", "result");
  }

  private static double since(Map<String, Double> mirrored, String result) throws Exception {
    return mirrored().getOrDefault(result, 0d) - mirrored.getOrDefault(result, 0d);
  }
}
