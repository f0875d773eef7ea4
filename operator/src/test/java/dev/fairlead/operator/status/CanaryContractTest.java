package dev.fairlead.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.api.v1alpha1.CanaryStatus;
import dev.fairlead.api.v1alpha1.EvidenceStatus;
import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.api.v1alpha1.ModelStatus;
import dev.fairlead.api.v1alpha1.RolloutStep;
import dev.fairlead.api.v1alpha1.TrafficStatus;
import dev.fairlead.operator.Pods;
import dev.fairlead.operator.Scene;
import dev.fairlead.operator.plan.Touch;
import dev.fairlead.operator.rollout.analysis.Readings;
import dev.fairlead.operator.scrape.Answer;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A canary beside two stable pods, from its first plan to its end. */
class CanaryContractTest extends CanaryScene {
  private static final String STICKY = TWO + "    sticky: {header: X-User}\n";

  @Test
  void itBeginsWithTheLargestPartOfNothing() {
    begin(ONE);

    assertThat(replicas()).isEqualTo(Map.of(first, 2, second, 1));
    assertThat(live()).isEqualTo("generation: %d\n".formatted(FIRST_NUMBER));
    assertThat(leadsTo("minilm")).isEqualTo(first);
    assertThat(leadsTo("minilm-candidate")).isEqualTo(second);
    assertThat(scene.plan().touches())
        .extracting(Touch::text)
        .containsExactly(
            FIRST_NUMBER + " 2026-01-02T03:04:05Z", FIRST_NUMBER + " 2026-01-02T03:04:05Z");
  }

  @Test
  void itsShareIsAskedForOnceItHasAPodAndTheServiceLeadsToIt() {
    begin(ONE);
    told();
    scene.deployment(second, 1).pod(second, Pods.ready());
    assertThat(live()).as("the Service is not there yet").doesNotContain("percent");

    scene.shared();

    assertThat(live())
        .isEqualTo(
            """
            generation: %d
            share:
              percent: 20
              target: minilm-candidate.demo.svc:80
              grpcTarget: minilm-candidate.demo.svc:8081
            """
                .formatted(FIRST_NUMBER + 1));
  }

  @Test
  void withAStickyHeaderItsValuesAreShared() {
    begin(ONE);
    scene.edit(STICKY);
    told();
    scene.shared();
    scene.deployment(second, 1).pod(second, Pods.ready());
    scene.shared();

    assertThat(live())
        .isEqualTo(
            """
            generation: %d
            share:
              percent: 20
              target: minilm-candidate.demo.svc:80
              grpcTarget: minilm-candidate.demo.svc:8081
              sticky: {header: 'X-User'}
            """
                .formatted(FIRST_NUMBER + 1));
    assertThat(message()).contains("; step 1 of 2: 20 % of the values of X-User, not yet in force");
  }

  @Test
  void theStickyHeaderMayBeEditedInMidStep() {
    analyzed(sides(10, 0));
    ModelDeploymentStatus before = status();
    scene.edit(STICKY);
    assertThat(scene.plan().target().name()).as("no new revision").isEqualTo(second);
    assertThat(live())
        .startsWith("generation: %d\n".formatted(FIRST_NUMBER + 2))
        .contains("  sticky: {header: 'X-User'}\n");
    assertThat(scene.plan().touches())
        .extracting(touch -> touch.pod().name() + " " + touch.text())
        .containsExactly(
            "%s %d 2026-01-02T03:04:05Z".formatted(pod(0), FIRST_NUMBER + 2),
            "%s %d 2026-01-02T03:04:05Z".formatted(pod(1), FIRST_NUMBER + 2));

    scene.shared();
    assertThat(live()).as("once").startsWith("generation: %d\n".formatted(FIRST_NUMBER + 2));
    assertThat(status().traffic()).as("while pods are behind").isEqualTo(before.traffic());
    everywhere(FIRST_NUMBER + 2, sides(10, 0));
    assertThat(status().rollout().canary()).as("goes on").isEqualTo(before.rollout().canary());

    scene.edit(STICKY.replace("X-User", "X-Team"));
    assertThat(live())
        .startsWith("generation: %d\n".formatted(FIRST_NUMBER + 3))
        .contains("'X-Team'");
    scene.shared();
    scene.edit(TWO);
    assertThat(live())
        .startsWith("generation: %d\n".formatted(FIRST_NUMBER + 4))
        .contains("percent: 20")
        .doesNotContain("sticky");
  }

  @Test
  void theStatusHasTheShareOnceEveryPodSaysSo() {
    share();
    assertThat(status().traffic()).containsExactly(new TrafficStatus(first, 100));
    assertThat(message()).contains("; step 1 of 2: 20 % of the requests, not yet in force");

    scene.readings(new Readings(Map.of(pod(0), FIRST_NUMBER + 1, pod(1), FIRST_NUMBER), null));
    assertThat(status().rollout().canary().since()).as("one pod is behind").isNull();

    everywhere(FIRST_NUMBER + 1, null);

    assertThat(status().traffic())
        .containsExactly(new TrafficStatus(first, 80), new TrafficStatus(second, 20));
    assertThat(status().rollout().canary())
        .isEqualTo(new CanaryStatus(0, 2, 20, Scene.NOW.toString(), null, null, null, 0, null));
    told();
    assertThat(status().rollout().step()).isEqualTo(RolloutStep.Analyzing);
    assertThat(conditions()).contains("Ready=False Analyzing", "Available=True Serving");
  }

  @Test
  void itsPodsAreAskedLessOftenWhileNoRequestsCome() {
    analyzed(sides(10, 0));
    scene.previous(Situations.stepLastsFor(status(), Duration.ofMinutes(1)));
    assertThat(Alarm.of(scene.situation())).contains(Duration.ofSeconds(5));

    everywhere(FIRST_NUMBER + 1, sides(11, 0));
    assertThat(Alarm.of(scene.situation())).contains(Duration.ofSeconds(1));
  }

  @Test
  void aGoodOneComesToItsNextStepAndWaitsThereForAPerson() {
    analyzed(sides(1_000, 0));
    assertThat(status().rollout().canary().stepsDone()).isEqualTo(1);
    assertThat(status().rollout().canary().evidence())
        .isEqualTo(new EvidenceStatus(1_000L, 0L, "error rate", "0.00%", "0.50%"));
    told();
    assertThat(live()).contains("percent: 50");
    scene.shared();
    everywhere(FIRST_NUMBER + 2, null);
    told();
    everywhere(FIRST_NUMBER + 2, sides(1_000, 0));

    assertThat(conditions()).contains("Ready=False AwaitingApproval");
    assertThat(status().traffic())
        .containsExactly(new TrafficStatus(first, 50), new TrafficStatus(second, 50));

    scene.edit(TWO.replace("strategy:", "approve: '2.0'\n  strategy:"));
    assertThat(status().rollout().canary().stepsDone()).isEqualTo(2);
    told();
    assertThat(replicas()).isEqualTo(Map.of(first, 2, second, 2));
    assertThat(live()).as("until the Service leads to it alone").contains("percent: 50");
  }

  @Test
  void tooFewRequestsAreWaitedFor() {
    analyzed(sides(10, 0));
    assertThat(conditions()).contains("Ready=False Analyzing");
    assertThat(status().rollout().canary().evidence().missing()).isEqualTo(90);
    assertThat(message()).contains("after 10 requests: error rate 0.00%");
  }

  /** It may be good, or bad: its node may be lost. */
  @Test
  void whileAPodOfItSaysNothingItGetsNothingAndNoFurther() {
    analyzed(sides(1_000, 0));
    scene.readings(
        new Readings(
            Map.of(pod(0), FIRST_NUMBER + 1, pod(1), FIRST_NUMBER + 1),
            sides(1_000, 0),
            null,
            Set.of(pod(2))));

    assertThat(live()).isEqualTo("generation: %d\n".formatted(FIRST_NUMBER + 2));
    assertThat(status().rollout().canary().stepsDone()).isZero();
    assertThat(conditions()).contains("Ready=False Analyzing");
    assertThat(message()).contains("no answer from " + pod(2));
    assertThat(replicas()).isEqualTo(Map.of(first, 2, second, 1));

    told();
    scene.shared();
    everywhere(FIRST_NUMBER + 2, sides(10, 0));
    assertThat(live()).as("it answers again").contains("percent: 20");
  }

  @Test
  void aBadOneIsTakenBackWithItsNumbers() {
    analyzed(sides(1_000, 100));

    assertThat(conditions()).contains("Ready=False RolledBack", "Available=True Serving");
    assertThat(message())
        .startsWith("revision %s was taken back: after 1000 requests: ".formatted(second))
        .contains("error rate 10.00% is above the limit of 0.50%", "failed: 100 (stable: 0)");
    assertThat(live()).isEqualTo("generation: %d\n".formatted(FIRST_NUMBER + 2));
    assertThat(replicas()).isEqualTo(Map.of(first, 2, second, 0));
  }

  @Test
  void withPauseABadOneStaysAndGetsNothing() {
    analyzed(sides(1_000, 100));
    scene.edit(TWO.replace("strategy:", "onFailure: Pause\n  strategy:"));

    assertThat(conditions()).contains("Ready=False AnalysisFailed");
    assertThat(live()).doesNotContain("percent");
    assertThat(replicas()).isEqualTo(Map.of(first, 2, second, 1));

    told();
    scene.shared();
    assertThat(status().traffic())
        .as("while pods are behind")
        .containsExactly(new TrafficStatus(first, 80), new TrafficStatus(second, 20));
    assertThat(nextLook()).as("that they follow wakes nobody").contains(Duration.ofSeconds(1));
    everywhere(FIRST_NUMBER + 2, sides(1_000, 100));

    assertThat(status().traffic()).containsExactly(new TrafficStatus(first, 100));
    told();
    assertThat(nextLook()).as("the deadline").contains(Duration.ofMinutes(10));
  }

  private Optional<Duration> nextLook() {
    var model = new ModelStatus("ONNX", null, null, List.of(), List.of());
    return Alarm.of(scene.situation(new Answer.From(first, model)));
  }

  @Test
  void whileAllIsPausedItsShareStays() {
    analyzed(sides(10, 0));
    String before = live();
    scene.edit(TWO + "paused: true");

    assertThat(live()).isEqualTo(before).contains("percent: 20");
    assertThat(leadsTo("minilm-candidate")).isEqualTo(second);
    assertThat(replicas()).isEqualTo(Map.of(first, 2, second, 1));
  }

  /** What was meant for the one before would else reach the next one. */
  @Test
  void theServiceLeadsToTheNextCandidateOnlyOnceNothingIsHandedOn() {
    analyzed(sides(10, 0));
    String third = scene.edit(TWO.replace("minilm:2", "minilm:3")).record();
    assertThat(live()).doesNotContain("percent");
    assertThat(leadsTo("minilm-candidate")).isEqualTo(second);

    scene.shared();
    assertThat(leadsTo("minilm-candidate")).isEqualTo(second);
    everywhere(FIRST_NUMBER + 2, null);

    assertThat(leadsTo("minilm-candidate")).isEqualTo(third);
  }

  /** A server keeps to the last file that it saw, also where that is gone. */
  @Test
  void norWhileItIsNotKnownWhatWasWritten() {
    analyzed(sides(10, 0));
    scene.touched().loseConfigMaps();
    everywhere(FIRST_NUMBER - 1, null);
    String third = scene.edit(TWO.replace("minilm:2", "minilm:3")).record();
    assertThat(leadsTo("minilm-candidate")).isEqualTo(second);

    scene.shared();
    assertThat(leadsTo("minilm-candidate")).as("nobody has read it").isEqualTo(second);
    everywhere(FIRST_NUMBER, null);

    assertThat(leadsTo("minilm-candidate")).isEqualTo(third);
  }

  @Test
  void aServerThatIsNoneOfOursSharesNothing() {
    begin(
        """
        model: {uri: 'oci://registry.test/models/iris:1'}
        runtime: {image: 'registry.test/server:1', custom: {ports: [{name: http, containerPort: 8080}]}}
        replicas: 2
        """);

    assertThat(conditions()).contains("Ready=False CanaryNotPossible", "Available=True Serving");
    assertThat(message()).contains("spec.rollout.strategy BlueGreen or Rolling");
    assertThat(replicas()).isEqualTo(Map.of(first, 2));
  }

  /** No share would ever be in force, and requests would go on to fail. */
  @Test
  void whereAllThatServeCrashItTakesOver() {
    begin(ONE);
    scene.pods().clear();
    scene
        .pod(first, Pods.serverFailed(1, "Error", ""))
        .pod(first, Pods.serverFailed(1, "Error", ""))
        .deployment(second, 1);
    told();
    assertThat(leadsTo("minilm")).isEqualTo(first);

    scene.pod(second, Pods.ready());
    assertThat(leadsTo("minilm")).as("to both, on the way").isNull();
    assertThat(replicas()).isEqualTo(Map.of(first, 2, second, 2));
  }

  @Test
  void atZeroItWaitsWhereItIs() {
    analyzed(sides(10, 0));
    scene.edit(TWO.replace("replicas: 2", "replicas: 0"));
    assertThat(leadsTo("minilm")).isEqualTo(first);
    assertThat(replicas()).isEqualTo(Map.of(first, 0, second, 0));
    assertThat(status().rollout().canary().since()).as("it begins anew").isNull();
  }

  @Test
  void whoLeadsDoesSoWithoutItsDeploymentToo() {
    share();
    told();
    scene.deployments().removeFirst();
    scene.pods().removeFirst();
    scene.pods().removeFirst();
    assertThat(leadsTo("minilm")).isEqualTo(first);
    assertThat(replicas()).isEqualTo(Map.of(first, 2, second, 1));
  }

  @Test
  void aPinTakesOverWithoutSteps() {
    begin(ONE);
    scene.edit(TWO.replace("strategy:", "pinnedRevision: %s\n  strategy:".formatted(second)));
    assertThat(replicas()).isEqualTo(Map.of(first, 2, second, 2));
  }

  @Test
  void whereThereNeverWasOneNothingIsMadeForIt() {
    Scene plain = Scene.of(ONE);
    plain.record();
    assertThat(plain.plan().apply()).noneMatch(ConfigMap.class::isInstance);
    assertThat(plain.plan().touches()).isEmpty();
  }
}
