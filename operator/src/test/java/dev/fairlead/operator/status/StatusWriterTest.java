package dev.fairlead.operator.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.api.v1alpha1.Reason;
import dev.fairlead.operator.LocalApi;
import dev.fairlead.operator.Scene;
import dev.fairlead.operator.metrics.OperatorMetrics;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a status is written, and what is sent. */
class StatusWriterTest {
  private static final Instant NOW = Scene.NOW;

  private final LocalApi api = new LocalApi();
  private final StatusWriter writer =
      new StatusWriter(api.client(), new OperatorMetrics(new SimpleMeterRegistry()));
  private ModelDeployment md;
  private ModelDeploymentStatus status;

  @BeforeEach
  void aResource() {
    Scene scene = Scene.of("model: {uri: 'oci://registry.test/models/minilm:1'}");
    md = scene.observe().primary();
    md.getMetadata().setResourceVersion("7");
    status = StatusFactory.of(scene.situation());
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void theFirstOneIsDueAtOnceAndTheSameNeverAgain() {
    assertThat(writer.due(md, status, NOW)).contains(Duration.ZERO);
    writer.write(md, status, NOW);
    assertThat(writer.due(md, status, NOW.plusSeconds(3_600))).isEmpty();
  }

  @Test
  void numbersAloneWaitUntilHalfAMinuteAfterTheLastWrite() {
    writer.write(md, status, NOW);
    ModelDeploymentStatus further = saying("1 of 3 pods ready");

    assertThat(writer.due(md, further, NOW.plusSeconds(1))).contains(Duration.ofSeconds(29));
    assertThat(writer.due(md, further, NOW.plusSeconds(30))).contains(Duration.ZERO);

    writer.write(md, further, NOW.plusSeconds(30));
    assertThat(writer.due(md, saying("2 of 3"), NOW.plusSeconds(31)))
        .contains(Duration.ofSeconds(29));
  }

  @Test
  void aStateDoesNotWait() {
    writer.write(md, status, NOW);
    ModelDeploymentStatus other = Trouble.of(md, status, Reason.API_ERROR, "no", NOW);
    assertThat(writer.due(md, other, NOW.plusSeconds(1))).contains(Duration.ZERO);
  }

  @Test
  void anOperatorThatHasJustStartedWritesNumbersAtOnce() {
    md.setStatus(status);
    assertThat(writer.due(md, saying("1 of 3 pods ready"), NOW)).contains(Duration.ZERO);
  }

  @Test
  void whatWasWrittenCountsUntilTheCacheHasMoved() {
    writer.write(md, status, NOW);
    assertThat(writer.latest(md)).isEqualTo(status);

    ModelDeploymentStatus foreign = saying("somebody wrote this");
    md.setStatus(foreign);
    md.getMetadata().setResourceVersion("8");
    assertThat(writer.latest(md)).isEqualTo(foreign);
    assertThat(writer.due(md, status, NOW.plusSeconds(30))).contains(Duration.ZERO);
  }

  @Test
  void nothingButTheStatusIsSent() {
    md.getMetadata().setAnnotations(Map.of("mine", "yours"));

    assertThat(writer.write(md, status, NOW)).isTrue();

    LocalApi.Request sent = api.requests().getFirst();
    assertThat(sent.method()).isEqualTo("PATCH");
    assertThat(sent.path())
        .isEqualTo(
            "/apis/serving.fairlead.dev/v1alpha1/namespaces/demo/modeldeployments/minilm/status");
    var object = Serialization.unmarshal(sent.body(), ModelDeployment.class);
    assertThat(object.getStatus()).isEqualTo(status);
    assertThat(object.getSpec()).isNull();
    assertThat(sent.body()).doesNotContain("mine", "uid", "resourceVersion", "generation\"");
  }

  @Test
  void ofAResourceThatIsGoneNothingIsWritten() {
    api.refuse("PATCH", 404, "not found");
    assertThat(writer.write(md, status, NOW)).isFalse();
    assertThat(writer.latest(md)).isNull();
  }

  @Test
  void everyOtherRefusalIsTrouble() {
    api.refuse("PATCH", 403, "no");
    assertThatExceptionOfType(KubernetesClientException.class)
        .isThrownBy(() -> writer.write(md, status, NOW));
  }

  /** The same, with another message. */
  private ModelDeploymentStatus saying(String message) {
    ModelDeploymentStatus copy = Serialization.clone(status);
    copy.conditions().getFirst().setMessage(message);
    return copy;
  }
}
