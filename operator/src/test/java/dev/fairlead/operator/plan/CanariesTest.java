package dev.fairlead.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.api.v1alpha1.Approval;
import dev.fairlead.api.v1alpha1.CanarySpec;
import dev.fairlead.api.v1alpha1.CanaryStatus;
import dev.fairlead.api.v1alpha1.CanaryStepStatus;
import dev.fairlead.api.v1alpha1.ModelDeploymentSpec;
import dev.fairlead.operator.Scene;
import dev.fairlead.operator.rollout.CanaryProgress;
import dev.fairlead.operator.rollout.CanaryStep;
import dev.fairlead.operator.rollout.analysis.Limits;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CanariesTest {
  @Test
  void stepsInNumbers() {
    CanarySpec spec =
        canary("steps: [{weight: 5, hold: 2m}, {weight: 50, approval: Required}, {weight: 75}]");
    assertThat(Canaries.steps(spec))
        .containsExactly(
            new CanaryStep(5, Duration.ofMinutes(2), false),
            new CanaryStep(50, Duration.ZERO, true),
            new CanaryStep(75, Duration.ZERO, false));
  }

  @Test
  void whatIsLeftOutHasItsDefault() {
    assertThat(limits("{}")).isEqualTo(new Limits(200, 0.005, null, null, null));
  }

  @Test
  void limitsInNumbers() {
    String analysis =
        "{minRequests: 10, maxErrorRateIncrease: 1.25%, maxLatencyIncrease: {percent: 20},"
            + " limits: {successRate: 99.5%, latencyP95: 80ms}}";
    assertThat(limits(analysis))
        .isEqualTo(
            new Limits(
                10,
                0.0125,
                new Limits.LatencyIncrease(0.95, 1.2),
                0.005,
                new Limits.Latency(0.95, 0.08)));
  }

  @Test
  void howFarOneIsByItsStatus() {
    var done = List.of(new CanaryStepStatus(5, null), new CanaryStepStatus(20, Approval.Required));
    String time = "2026-01-02T03:04:05Z";
    assertThat(Canaries.progress("b", new CanaryStatus(2, 3, 50, time, null, null, done, 20, time)))
        .isEqualTo(
            new CanaryProgress(
                "b",
                List.of(
                    new CanaryStep(5, Duration.ZERO, false),
                    new CanaryStep(20, Duration.ZERO, true)),
                3,
                50,
                20,
                Instant.parse(time),
                Instant.parse(time)));
  }

  /** Which steps it had done is not written there. */
  @Test
  void anOperatorOfBeforeHasNotSaidWhichStepsAreDone() {
    assertThat(Canaries.progress("b", old(2, 50, null))).isEqualTo(CanaryProgress.unknown("b", 50));
    assertThat(Canaries.progress("b", old(0, 5, "2026-01-02T03:04:05Z")))
        .as("none")
        .isEqualTo(
            new CanaryProgress(
                "b", List.of(), 2, 5, 0, Instant.parse("2026-01-02T03:04:05Z"), null));
    assertThat(Canaries.progress("b", old(0, 5, null)).hasBegun()).isFalse();
  }

  private static CanaryStatus old(int done, int weight, String since) {
    return new CanaryStatus(done, 2, weight, since, null, null, null, null, null);
  }

  @Test
  void theHeaderThatDecides() {
    assertThat(Canaries.sticky(spec("steps: [{weight: 5}], sticky: {header: X-User}")))
        .isEqualTo("X-User");
    assertThat(Canaries.sticky(spec("steps: [{weight: 5}]"))).isNull();
    assertThat(Canaries.sticky(Scene.spec("model: {uri: 'oci://registry.test/m:1'}"))).isNull();
  }

  private static Limits limits(String analysis) {
    return Canaries.limits(canary("steps: [{weight: 5}], analysis: " + analysis).analysis());
  }

  private static CanarySpec canary(String fields) {
    return spec(fields).rollout().canary();
  }

  private static ModelDeploymentSpec spec(String fields) {
    return Scene.spec(
        "{model: {uri: 'oci://registry.test/models/minilm:1'},"
            + " rollout: {strategy: Canary, canary: {"
            + fields
            + "}}}");
  }
}
