package dev.fairlead.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.operator.Scene;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.time.Instant;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** When pods that were refused are tried again. */
class NudgeTest {
  private static final Instant NOW = Scene.NOW;

  private final Scene scene = Scene.of("model: {uri: 'oci://registry.test/models/minilm:1'}");
  private final String revision = scene.record();

  @Test
  void onceAMinuteWhileTheyAreRefused() {
    scene.deployment(revision, 1, d -> refused(d, NOW.minusSeconds(59)));
    assertThat(planned()).isEmpty();
    assertThat(Nudge.nextDue(scene.observe())).contains(NOW.plusSeconds(1));

    change(d -> refused(d, NOW.minusSeconds(60)));
    assertThat(planned()).isEqualTo(triedAgainAt(NOW));

    change(d -> annotated(d, NOW.minusSeconds(59).toString()));
    assertThat(planned()).isEqualTo(triedAgainAt(NOW.minusSeconds(59)));
    assertThat(Nudge.nextDue(scene.observe())).contains(NOW.plusSeconds(1));

    change(d -> annotated(d, NOW.minusSeconds(60).toString()));
    assertThat(planned()).isEqualTo(triedAgainAt(NOW));
  }

  @Test
  void whatWasWrittenStaysSoThatNothingIsWritten() {
    scene.deployment(revision, 1, d -> annotated(d, "2025-01-01T00:00:00Z"));
    assertThat(planned()).isEqualTo(Map.of(Nudge.TRIED_AGAIN_AT, "2025-01-01T00:00:00Z"));
    assertThat(Nudge.nextDue(scene.observe())).isEmpty();
  }

  @Test
  void somebodysOwnTextIsNoTime() {
    scene.deployment(
        revision, 1, d -> annotated(refused(d, NOW.minusSeconds(61)), "when I felt like it"));
    assertThat(planned()).isEqualTo(triedAgainAt(NOW));
  }

  @Test
  void noPodIsTouched() {
    scene.deployment(revision, 1);
    var template = deployment().getSpec().getTemplate();
    change(d -> refused(d, NOW.minusSeconds(3_600)));
    assertThat(planned()).isNotEmpty();
    assertThat(deployment().getSpec().getTemplate()).isEqualTo(template);
  }

  private Map<String, String> planned() {
    return deployment().getMetadata().getAnnotations();
  }

  private Deployment deployment() {
    return scene.plan().apply().stream()
        .filter(Deployment.class::isInstance)
        .map(Deployment.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private void change(UnaryOperator<Deployment> change) {
    scene.deployments().replaceAll(change);
  }

  private static Map<String, String> triedAgainAt(Instant time) {
    return Map.of(Nudge.TRIED_AGAIN_AT, time.toString());
  }

  private static Deployment annotated(Deployment deployment, String time) {
    return new DeploymentBuilder(deployment)
        .editMetadata()
        .addToAnnotations(Nudge.TRIED_AGAIN_AT, time)
        .endMetadata()
        .build();
  }

  private static Deployment refused(Deployment deployment, Instant since) {
    return new DeploymentBuilder(deployment)
        .withNewStatus()
        .addNewCondition()
        .withType("ReplicaFailure")
        .withStatus("True")
        .withMessage("exceeded quota: small")
        .withLastTransitionTime(since.toString())
        .endCondition()
        .endStatus()
        .build();
  }
}
