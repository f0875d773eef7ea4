package dev.fairlead.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.api.v1alpha1.ModelDeploymentSpec;
import dev.fairlead.operator.Scene;
import dev.fairlead.operator.rollout.Size;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "replicas: 3                                                                | 3 | 1 | 0",
        "replicas: 0                                                                | 0 | 1 | 0",
        "                                                                           | 1 | 1 | 0",
        "replicas: 4, rollout: {rolling: {maxSurge: 2, maxUnavailable: 1}}          | 4 | 2 | 1",
        "replicas: 3, rollout: {rolling: {maxSurge: 25%, maxUnavailable: 50%}}      | 3 | 1 | 1",
        "replicas: 10, rollout: {rolling: {maxSurge: 100%, maxUnavailable: 39%}}    | 10 | 10 | 3",
        "replicas: 4, rollout: {rolling: {maxSurge: 0, maxUnavailable: 1}}          | 4 | 0 | 1",
        // of few pods a percentage may come to nothing, with which no rollout would ever move
        "replicas: 1, rollout: {rolling: {maxSurge: 0, maxUnavailable: 25%}}        | 1 | 1 | 0"
      })
  void surgeIsRoundedUpAndUnavailabilityDown(
      String fields, int wanted, int maxSurge, int maxUnavailable) {
    assertThat(Sizes.of(spec(fields))).isEqualTo(new Size(wanted, maxSurge, maxUnavailable));
  }

  @Test
  void aRolloutMayStandStillForTenMinutesUnlessTheSpecSaysOtherwise() {
    assertThat(Sizes.progressDeadline(spec(null))).isEqualTo(Duration.ofMinutes(10));
    assertThat(Sizes.progressDeadline(spec("rollout: {progressDeadline: 1h30m}")))
        .isEqualTo(Duration.ofMinutes(90));
    assertThat(Sizes.scheduleDeadline(spec(null))).isEqualTo(Duration.ofMinutes(30));
    assertThat(Sizes.scheduleDeadline(spec("rollout: {scheduleDeadline: 2h}")))
        .isEqualTo(Duration.ofHours(2));
  }

  @Test
  void tenRevisionsAreKeptUnlessTheSpecSaysOtherwise() {
    assertThat(Sizes.historyLimit(spec(null))).isEqualTo(10);
    assertThat(Sizes.historyLimit(spec("revisionHistoryLimit: 0"))).isZero();
  }

  private static ModelDeploymentSpec spec(String fields) {
    String model = "model: {uri: 'oci://registry.test/models/minilm:1'}";
    return Scene.spec("{" + model + (fields == null ? "" : ", " + fields) + "}");
  }
}
