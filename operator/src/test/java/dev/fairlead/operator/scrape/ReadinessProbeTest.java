package dev.fairlead.operator.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.operator.Pods;
import dev.fairlead.operator.Scene;
import dev.fairlead.operator.observe.ModelPod;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Why a foreign server is not ready, in its own words. */
class ReadinessProbeTest {
  private final LocalServer server = new LocalServer();
  private final ReadinessProbe probe = new ReadinessProbe();

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 503})
  void whatItAnswersIsToldWithPathAndPort(int status) {
    server.answers(status, null, "");

    assertThat(ask(Pods.loading()))
        .hasValueSatisfying(
            answer -> {
              Answer.Unready unready = (Answer.Unready) answer;
              assertThat(unready.listens()).isTrue();
              assertThat(unready.why())
                  .contains("GET /health on port " + server.port() + " with HTTP status " + status)
                  .contains("spec.runtime.custom.readinessPath");
            });
    assertThat(server.paths()).containsExactly("/health");
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 204, 302})
  void whoHasJustBecomeReadyHasNothingToTell(int status) {
    server.answers(status, null, "");
    assertThat(ask(Pods.loading())).isEmpty();
  }

  @Test
  void whoDoesNotListenYetIsToldApart() {
    int port = server.port();
    server.close();

    assertThat(probe.ask(List.of(pod(Pods.loading())), "/health", port))
        .hasValueSatisfying(
            answer -> {
              Answer.Unready unready = (Answer.Unready) answer;
              assertThat(unready.listens()).isFalse();
              assertThat(unready.why()).endsWith("does not answer on port " + port);
            });
  }

  @Test
  void onlyAServerThatRunsAndIsNotReadyIsAsked() {
    for (Pods shape :
        List.of(Pods.ready(), Pods.fetching(), Pods.loading().ending(), Pods.evicted("no room"))) {
      assertThat(ask(shape)).isEmpty();
    }
    assertThat(server.paths()).isEmpty();
  }

  private Optional<Answer> ask(Pods shape) {
    return probe.ask(List.of(pod(shape)), "/health", server.port());
  }

  private static ModelPod pod(Pods shape) {
    Scene scene = Scene.of("model: {uri: 'oci://registry.test/models/minilm:1'}");
    scene.pod(scene.record(), shape);
    ModelPod pod = scene.pods().getFirst();
    pod.pod().getStatus().setPodIP(LocalServer.ADDRESS);
    return pod;
  }
}
