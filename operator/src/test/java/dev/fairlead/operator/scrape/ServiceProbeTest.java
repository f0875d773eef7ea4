package dev.fairlead.operator.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made of answers through a Service: ours, somebody else's, and none. */
class ServiceProbeTest {
  private final LocalServer server = new LocalServer();
  private final ServiceProbe probe = new ServiceProbe(Duration.ofMinutes(1));

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aModelAnswersAndDescribesItself() {
    server.answers(200, "minilm-a", "{\"properties\": {\"format\": \"ONNX\"}}");

    assertThat(ask())
        .isInstanceOfSatisfying(
            Answer.From.class,
            from -> {
              assertThat(from.revision()).isEqualTo("minilm-a");
              assertThat(from.model().format()).isEqualTo("ONNX");
            });
    assertThat(server.paths()).containsExactly("/v2/models/minilm");
  }

  @ParameterizedTest
  @CsvSource({"404", "429", "500", "503", "301"})
  void anErrorOfAServerOfOursIsAFailure(int status) {
    server.answers(status, "minilm-a", "");
    assertThat(ask())
        .isEqualTo(new Answer.Failed("the Service answered with HTTP status " + status));
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>", "{\"properties\":", "nonsense"})
  void aServerOfOursThatSpeaksNoJsonIsAFailure(String body) {
    server.answers(200, "minilm-a", body);
    assertThat(ask())
        .isEqualTo(new Answer.Failed("the Service answered with something else than JSON"));
  }

  @ParameterizedTest
  @CsvSource({"200", "403", "503"})
  void whoeverNamesNoRevisionIsNobody(int status) {
    server.answers(status, null, "{}");
    assertThat(ask()).isEqualTo(new Answer.None("the Service answered with HTTP status " + status));
  }

  @ParameterizedTest
  @CsvSource({"200", "204", "404", "429"})
  void aForeignServerHasOnlyToBeThere(int status) {
    server.answers(status, null, "");
    assertThat(reach()).isEqualTo(new Answer.Reached());
    assertThat(server.paths()).containsExactly("/health");
  }

  @ParameterizedTest
  @CsvSource({"500", "503"})
  void whatAMeshWouldSayIsNoAnswerOfAForeignServer(int status) {
    server.answers(status, null, "");
    assertThat(reach())
        .isEqualTo(new Answer.None("the Service answered with HTTP status " + status));
  }

  @Test
  void nobodyAnswers() {
    Service service = service(LocalServer.ADDRESS, server.port());
    server.close();
    assertThat(ask(service)).isEqualTo(new Answer.None("nobody answered through the Service"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "None"})
  void aServiceWithoutAnAddressIsNotAsked(String address) {
    assertThat(ask(service(address, 80)))
        .isEqualTo(new Answer.None("the Service has no address yet"));
  }

  private Answer ask() {
    return ask(service(LocalServer.ADDRESS, server.port()));
  }

  private Answer ask(Service service) {
    return probe.ask("uid", "minilm-a", service, "minilm");
  }

  private Answer reach() {
    return probe.reach("uid", "minilm-a", service(LocalServer.ADDRESS, server.port()), "/health");
  }

  private static Service service(String address, int port) {
    return new ServiceBuilder()
        .withNewSpec()
        .withClusterIP(address)
        .addNewPort()
        .withPort(port)
        .endPort()
        .endSpec()
        .build();
  }
}
