package dev.fairlead.operator.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.api.v1alpha1.Reason;
import dev.fairlead.operator.Pods;
import dev.fairlead.operator.Scene;
import dev.fairlead.operator.observe.ModelPod;
import dev.fairlead.operator.observe.TerminationLine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a fetch container says of itself while it copies. */
class FetchProbeTest {
  private static final Instant NOW = Scene.NOW;

  private final LocalServer server = new LocalServer();
  private final FetchProbe probe = new FetchProbe(server.port(), Duration.ofMinutes(1));

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void bytesThatStandStillAreToldFromBytesThatArrive() {
    ModelPod pod = fetching(Duration.ofMinutes(1));
    answers(100, "");
    assertThat(ask(pod, NOW)).contains(new Fetching(100, 1_000, NOW, null));

    assertThat(ask(pod, NOW.plusSeconds(5))).contains(new Fetching(100, 1_000, NOW, null));

    answers(101, "");
    Instant later = NOW.plusSeconds(10);
    assertThat(ask(pod, later)).contains(new Fetching(101, 1_000, later, null));
    assertThat(server.paths()).containsOnly("/progress");
  }

  @Test
  void whatKeepsItFromGoingOnIsUnderstoodAndForgottenWhenItIsOver() {
    ModelPod pod = fetching(Duration.ofMinutes(1));
    answers(0, ", \"trouble\": \"FetchFailed: registry.test: timed out (attempt 2 of 5)\"");
    assertThat(ask(pod, NOW).map(Fetching::trouble))
        .contains(
            new TerminationLine(Reason.FETCH_FAILED, "registry.test: timed out (attempt 2 of 5)"));

    answers(1, "");
    assertThat(ask(pod, NOW).map(Fetching::trouble)).isEmpty();
  }

  /** The image may be a foreign one: nothing is believed but what fetch itself could end with. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"Serving: all is well\"",
        "\"ModelInvalid: no graph\"",
        "\"no form at all\"",
        "\"FetchFailed: red \\u001b[31m text\"",
        "\"\"",
        "null",
        "7",
        "{\"FetchFailed\": \"no\"}"
      })
  void anythingElseIsNoTrouble(String trouble) {
    answers(0, ", \"trouble\": " + trouble);
    assertThat(ask(fetching(Duration.ofMinutes(1)), NOW))
        .contains(new Fetching(0, 1_000, NOW, null));
  }

  @Test
  void aTroubleThatIsTooLongIsNone() {
    answers(0, ", \"trouble\": \"FetchFailed: %s\"".formatted("x".repeat(2_001)));
    assertThat(ask(fetching(Duration.ofMinutes(1)), NOW).map(Fetching::trouble)).isEmpty();
  }

  @Test
  void whoDoesNotAnswerIsWhereHeWas() {
    ModelPod pod = fetching(Duration.ofMinutes(1));
    assertThat(server.paths()).isEmpty();
    answers(100, "");
    Optional<Fetching> before = ask(pod, NOW);
    server.answers(200, null, "<html>");
    assertThat(ask(pod, NOW.plusSeconds(5))).isEqualTo(before);
    server.close();
    assertThat(ask(pod, NOW.plusSeconds(10))).isEqualTo(before).isPresent();
  }

  @Test
  void whoHasOnlyJustBegunOrDoesNotFetchIsNotAsked() {
    assertThat(ask(fetching(Duration.ofSeconds(4)), NOW)).isEmpty();
    assertThat(ask(pod(Pods.ready()), NOW)).isEmpty();
    assertThat(server.paths()).isEmpty();
    assertThat(ask(fetching(Duration.ofSeconds(5)), NOW)).isPresent();
  }

  private Optional<Fetching> ask(ModelPod pod, Instant now) {
    return probe.ask(List.of(pod), now);
  }

  private void answers(long bytes, String more) {
    server.answers(
        200,
        null,
        "{\"phase\": \"Downloading\", \"bytes\": %d, \"totalBytes\": 1000, \"file\": \"a\"%s}"
            .formatted(bytes, more));
  }

  private static ModelPod fetching(Duration age) {
    return pod(Pods.fetching().aged(age));
  }

  private static ModelPod pod(Pods shape) {
    Scene scene = Scene.of("model: {uri: 'oci://registry.test/models/minilm:1'}");
    scene.pod(scene.record(), shape);
    ModelPod pod = scene.pods().getFirst();
    pod.pod().getStatus().setPodIP(LocalServer.ADDRESS);
    return pod;
  }
}
