package dev.fairlead.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.api.v1alpha1.CanaryStatus;
import dev.fairlead.api.v1alpha1.CanaryStepStatus;
import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.operator.Scene;
import dev.fairlead.operator.observe.ModelPod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A canary whose steps are edited, or whose server ends, while it is at one of them. */
class CanaryEditContractTest extends CanaryScene {
  @Test
  void withTheFirstStepTakenAwayTheLastOneIsHeldAllTheSame() {
    analyzed(sides(1_000, 0));
    told();
    assertThat(status().rollout().canary().done()).containsExactly(new CanaryStepStatus(20, null));
    scene.edit(TWO.replace("{weight: 20}, ", ""));
    told();
    CanaryStatus edited = status().rollout().canary();
    assertThat(edited.stepsDone()).isZero();
    assertThat(edited.steps()).isEqualTo(1);
    assertThat(edited.weight()).isEqualTo(50);
    assertThat(edited.since()).isNull();
    assertThat(edited.done()).isNull();
    assertThat(edited.through()).isEqualTo(20);
    assertThat(leadsTo("minilm")).isEqualTo(first);
  }

  @Test
  void withPauseABadOneIsNotPromotedByFewerSteps() {
    analyzed(sides(1_000, 0));
    told();
    scene.shared();
    everywhere(FIRST_NUMBER + 2, null);
    told();
    everywhere(FIRST_NUMBER + 2, sides(1_000, 100));
    String paused = TWO.replace("strategy:", "onFailure: Pause\n  strategy:");
    scene.edit(paused);
    told();
    assertThat(conditions()).contains("Ready=False AnalysisFailed");

    scene.edit(paused.replace("{weight: 20}, {weight: 50, approval: Required}", "{weight: 20}"));
    assertThat(conditions()).contains("Ready=False AnalysisFailed");
    assertThat(live()).doesNotContain("percent");
    assertThat(leadsTo("minilm")).isEqualTo(first);
  }

  /** Without analysis nobody counts what that cost. */
  @Test
  void aServerThatEndsBeginsItsStepAnew() {
    held();
    CanaryStatus canary = status().rollout().canary();
    assertThat(canary.stepsDone()).isZero();
    assertThat(canary.unsteadySince()).isEqualTo(Scene.NOW.toString());
    assertThat(canary.since()).isEqualTo(Scene.NOW.toString());
    assertThat(replicas()).isEqualTo(Map.of(first, 2, second, 1));
  }

  /** Each time it comes back it moves, so that it would never be late. */
  @Test
  void aServerThatEndsAgainAndAgainIsTakenBack() {
    held();
    ModelDeploymentStatus status = status();
    scene.previous(Situations.unsteadyFor(status, Duration.ofMinutes(9)));
    assertThat(conditions()).doesNotContain("Ready=False RolledBack");

    scene.previous(Situations.unsteadyFor(status, Duration.ofMinutes(10)));
    assertThat(conditions()).contains("Ready=False RolledBack", "Available=True Serving");
    assertThat(message())
        .contains("its server ended again and again in this step for 10m")
        .contains("spec.rollout.progressDeadline");
    assertThat(replicas()).isEqualTo(Map.of(first, 2, second, 0));
  }

  /** Its first step, without analysis, has begun; then its server ended, and is ready again. */
  private void held() {
    share();
    scene.edit(
        TWO.replace("    analysis: {minRequests: 100}\n", "")
            .replace("{weight: 20}", "{weight: 20, hold: 2m}"));
    everywhere(FIRST_NUMBER + 1, null);
    told();
    assertThat(status().rollout().canary().since()).isEqualTo(Scene.NOW.toString());
    scene.pods().add(endedOnce(scene.pods().removeLast()));
  }

  private static ModelPod endedOnce(ModelPod ready) {
    return new ModelPod(
        new PodBuilder(ready.pod())
            .editStatus()
            .editMatchingContainerStatus(c -> ModelPod.SERVER.equals(c.getName()))
            .withRestartCount(1)
            .withNewLastState()
            .withNewTerminated()
            .withExitCode(1)
            .withReason("Error")
            .withFinishedAt(Scene.NOW.toString())
            .endTerminated()
            .endLastState()
            .endContainerStatus()
            .endStatus()
            .build());
  }
}
