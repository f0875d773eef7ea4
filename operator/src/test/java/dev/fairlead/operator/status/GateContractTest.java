package dev.fairlead.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.api.v1alpha1.MirrorStatus;
import dev.fairlead.api.v1alpha1.RolloutStep;
import dev.fairlead.api.v1alpha1.TrafficStatus;
import dev.fairlead.api.v1alpha1.VerificationStatus;
import dev.fairlead.operator.Pods;
import dev.fairlead.operator.Scene;
import dev.fairlead.operator.plan.Gating;
import dev.fairlead.operator.rollout.Selection;
import dev.fairlead.operator.rollout.verify.GoldenAnswers;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Golden requests and a mirror beside a stable pod, before the first request. */
class GateContractTest extends GateScene {
  private static final String CANARY =
      TWO.formatted("Canary") + "  canary: {steps: [{weight: 20}]}\n" + GOLDEN;
  private static final String THREE = "model: {uri: 'oci://registry.test/models/minilm:3'}\n";
  private static final String MOVED =
      "Resolved: identity=%1$s files=3 uri=oci://registry.test/models/minilm@%1$s"
          .formatted("sha256:" + "b".repeat(64));
  private static final String BACK = "rollout:\n  strategy: BlueGreen\n" + GOLDEN + MIRROR;

  @Test
  void beforeItHasAnsweredItGetsNothing() {
    begin(BLUE_GREEN);
    assertThat(Gating.verifies(scene.observe())).as("the status does not name it yet").isEmpty();
    told();
    assertThat(Gating.verifies(scene.observe())).contains(second);
    scene.answers(answers(Set.of(), null, null));

    assertThat(status().rollout().step()).isEqualTo(RolloutStep.Verifying);
    assertThat(status().rollout().verification())
        .isEqualTo(new VerificationStatus(1, 0, false, DIGEST, null));
    assertThat(status().traffic()).containsExactly(new TrafficStatus(first, 100));
    assertThat(conditions())
        .contains(
            "Ready=False Progressing", "Reconciling=True Verifying", "Available=True Serving");
    assertThat(message()).contains("1 golden requests are asked, 0 pods have answered");
    assertThat(leadsTo("minilm")).isEqualTo(first);
  }

  @Test
  void onceAllReadyPodsHaveAnsweredItTakesOver() {
    begin(BLUE_GREEN);
    told();
    scene.answers(answers(Set.of(pod(1)), null, null));

    assertThat(status().rollout().verification())
        .isEqualTo(new VerificationStatus(1, 1, true, DIGEST, null));
    assertThat(leadsTo("minilm")).as("to both, on the way").isNull();
  }

  @Test
  void aPodThatGotReadySinceIsAskedBeforeItsFirstRequestToo() {
    begin(BLUE_GREEN);
    told();
    scene.answers(answers(Set.of(pod(1)), null, null)).pod(second, Pods.ready());
    assertThat(leadsTo("minilm")).isEqualTo(first);
  }

  @Test
  void itIsVerifiedBeforeAnybodyIsAskedToApproveIt() {
    begin(BLUE_GREEN.replace("strategy:", "blueGreen: {approval: Required}\n  strategy:"));
    told();
    assertThat(status().rollout().step()).isEqualTo(RolloutStep.Verifying);
    scene.answers(answers(Set.of(pod(1)), null, null));
    assertThat(conditions()).contains("Ready=False AwaitingApproval");
  }

  @Test
  void anotherAnswerTakesItBackWithTheFirstDifference() {
    begin(BLUE_GREEN);
    told();
    scene.answers(answers(Set.of(), "request hello: output o[0] is 0.75, expected was 0.5", null));

    assertThat(conditions()).contains("Ready=False RolledBack", "Available=True Serving");
    assertThat(message())
        .contains("was taken back: request hello: output o[0] is 0.75, expected was 0.5");
    assertThat(replicas()).isEqualTo(Map.of(first, 1, second, 0));
    assertThat(failed())
        .isEqualTo(
            "10m VerificationFailed: request hello: output o[0] is 0.75," + " expected was 0.5");
  }

  @Test
  void withPauseItStaysAndGetsNothingAlsoAfterARestart() {
    begin(BLUE_GREEN.replace("strategy:", "onFailure: Pause\n  strategy:"));
    told();
    scene.answers(answers(Set.of(), "request hello: no", null));
    assertThat(conditions())
        .contains("Ready=False VerificationFailed", "Stalled=True VerificationFailed");
    assertThat(status().rollout().verification().firstDifference()).isEqualTo("request hello: no");

    Map<String, String> kept = Map.of("serving.fairlead.dev/failed", failed());
    scene.deployments().getLast().getMetadata().setAnnotations(kept);
    scene.answers(null);
    assertThat(Gating.verifies(scene.observe())).as("nobody is asked again").isEmpty();
    assertThat(conditions()).contains("Ready=False VerificationFailed");
    assertThat(leadsTo("minilm")).isEqualTo(first);
    assertThat(replicas()).isEqualTo(Map.of(first, 1, second, 1));
  }

  @Test
  void requestsThatCannotBeReadNeedAPerson() {
    begin(BLUE_GREEN);
    told();
    scene.answers(GoldenAnswers.unreadable(second, "no ConfigMap golden is in this namespace"));
    assertThat(conditions())
        .contains("Stalled=True VerificationNotPossible", "Available=True Serving");
    assertThat(message()).isEqualTo("no ConfigMap golden is in this namespace");
    assertThat(leadsTo("minilm")).isEqualTo(first);
  }

  @Test
  void aPodThatCannotBeAskedIsNamed() {
    begin(BLUE_GREEN);
    told();
    scene.answers(answers(Set.of(), null, "pod b-1 cannot be asked on port 8080: timeout"));
    assertThat(message()).endsWith("; pod b-1 cannot be asked on port 8080: timeout");
  }

  @Test
  void answersOfAnotherCandidateDoNotCount() {
    begin(BLUE_GREEN);
    told();
    scene.answers(new GoldenAnswers("other", DIGEST, 1, Set.of(pod(1)), null, null));
    assertThat(leadsTo("minilm")).isEqualTo(first);
  }

  @Test
  void theFirstVersionIsNotAsked() {
    Scene alone = Scene.of(BLUE_GREEN);
    String only = alone.record();
    alone.deployment(only, 1).pod(only, Pods.ready()).service(new Selection.One(only));
    assertThat(Gating.verifies(alone.observe())).isEmpty();
    assertThat(alone.plan().gate()).isNull();
  }

  @Test
  void aPinIsAPersonsWord() {
    begin(BLUE_GREEN);
    scene.edit(BLUE_GREEN.replace("strategy:", "pinnedRevision: " + second + "\n  strategy:"));
    assertThat(leadsTo("minilm")).as("to both, on the way").isNull();
  }

  @Test
  void aCanaryGetsItsShareOnceItIsVerifiedAndIsNotAskedAgain() {
    begin(CANARY);
    scene.shared();
    told();
    scene.answers(answers(Set.of(), null, null));
    assertThat(live()).doesNotContain("percent");
    assertThat(status().rollout().step()).isEqualTo(RolloutStep.Verifying);

    scene.answers(answers(Set.of(pod(1)), null, null));
    assertThat(live()).contains("percent: 20");
    told();
    scene.shared();
    everywhere(FIRST_NUMBER + 1, null);
    told();
    scene.answers(null);

    assertThat(Gating.verifies(scene.observe())).isEmpty();
    assertThat(live()).as("after a restart too").contains("percent: 20");
    assertThat(status().rollout().verification().passed()).isTrue();
  }

  @Test
  void aMirrorBeginsWhenItIsVerifiedAndCountsOnceItIsInForce() {
    mirrored();
    assertThat(live())
        .isEqualTo(
            "generation: %d\nmirror: {percent: 10, target: minilm-candidate.demo.svc:80,"
                    .formatted(FIRST_NUMBER + 1)
                + " maxRelativeDifference: 0.01}\n");
    assertThat(status().rollout().mirror().since()).isEqualTo(Scene.NOW.toString());
    told();
    assertThat(conditions()).contains("Ready=False Mirroring", "Available=True Serving");
    assertThat(status().traffic()).containsExactly(new TrafficStatus(first, 100));

    everywhere(FIRST_NUMBER + 1, counts(20, 0, 0));
    assertThat(status().rollout().mirror())
        .isEqualTo(new MirrorStatus(10, false, Scene.NOW.toString(), 20L, 30L, 0L, "0.01", null));
    assertThat(message()).contains("30 more are needed");
  }

  @Test
  void aMirrorThatNoPodTakesInIsLate() {
    begin(BLUE_GREEN + MIRROR + "  progressDeadline: 30s\n");
    told();
    scene.answers(answers(Set.of(pod(1)), null, null));
    scene.shared();
    stepLastsFor(Duration.ofSeconds(29));
    assertThat(conditions()).contains("Ready=False Mirroring");

    stepLastsFor(Duration.ofSeconds(30));
    assertThat(conditions()).contains("Stalled=True ProgressDeadlineExceeded");
    assertThat(message()).contains("nothing moved for 30s: ", "not yet by every pod that serves");

    scene.shared();
    everywhere(FIRST_NUMBER + 1, null);
    assertThat(conditions()).as("it waits for requests").contains("Ready=False Mirroring");
  }

  @Test
  void enoughAnswersThatAreAlikeLetItOn() {
    mirrored();
    told();
    everywhere(FIRST_NUMBER + 1, counts(50, 0, 0));
    assertThat(status().rollout().mirror().passed()).isTrue();
    assertThat(leadsTo("minilm")).as("to both, on the way").isNull();
    assertThat(live()).doesNotContain("mirror");
    told();

    scene.readings(null);
    assertThat(leadsTo("minilm")).as("after a restart too").isNull();
  }

  @Test
  void oneAnswerThatIsAnotherTakesItBack() {
    mirrored();
    told();
    everywhere(FIRST_NUMBER + 1, counts(20, 1, 0));
    assertThat(conditions()).contains("Ready=False RolledBack");
    assertThat(message()).contains("1 differ by more than 0.01, or in a text");
    assertThat(failed()).startsWith("10m MirrorFailed: 21 answers to mirrored requests compared");
    assertThat(live()).doesNotContain("mirror");
  }

  /** Nobody could mirror anything, and nobody could be worse. */
  @Test
  void whereAllThatServeCrashTheNextOneTakesOverWithoutAMirror() {
    begin(BLUE_GREEN + MIRROR);
    scene.pods().removeFirst();
    scene.pod(first, Pods.serverFailed(1, "Error", ""));
    told();
    assertThat(leadsTo("minilm")).as("it is verified all the same").isEqualTo(first);

    scene.answers(answers(Set.of(pod(0)), null, null));
    assertThat(leadsTo("minilm")).as("to both, on the way").isNull();
  }

  @Test
  void atZeroItWaitsAndIsVerifiedAfterwards() {
    begin(BLUE_GREEN);
    told();
    scene.edit("replicas: 0\n" + BLUE_GREEN);
    assertThat(leadsTo("minilm")).isEqualTo(first);
    assertThat(replicas()).isEqualTo(Map.of(first, 0, second, 0));
    assertThat(conditions()).contains("Ready=True ScaledToZero");
    assertThat(status().stableRevision()).isEqualTo(first);
    scene.pods().clear();
    scene.deployments().forEach(d -> d.getSpec().setReplicas(0));
    told();

    assertThat(leadsTo("minilm")).as("in the next look too").isEqualTo(first);
    scene.edit(BLUE_GREEN).answers(null);
    assertThat(leadsTo("minilm")).isEqualTo(first);
    assertThat(replicas()).isEqualTo(Map.of(first, 1, second, 1));
  }

  /** It is made again. */
  @Test
  void whoLeadsDoesSoWithoutItsDeploymentToo() {
    begin(BLUE_GREEN);
    told();
    scene.deployments().removeFirst();
    scene.pods().removeFirst();
    assertThat(leadsTo("minilm")).isEqualTo(first);
    assertThat(replicas()).isEqualTo(Map.of(first, 1, second, 1));
  }

  /** As when it is declared in the middle of a rolling update. */
  @Test
  void itGetsNoPodWhileTheServiceLeadsToAll() {
    begin(BLUE_GREEN);
    scene.deployments().removeLast();
    scene.pods().removeLast();
    scene.service(new Selection.All());
    assertThat(replicas()).isEqualTo(Map.of(first, 1, second, 0));
    assertThat(leadsTo("minilm")).isEqualTo(first);
  }

  /** It is about to come back: no reason to leave anything out. */
  @Test
  void aPodThatServesAndIsNotReadyForAMomentBreaksNothing() {
    begin(BLUE_GREEN + MIRROR);
    scene.pods().removeFirst();
    scene.pod(first, Pods.loading());
    told();
    scene.answers(answers(Set.of(pod(0)), null, null));
    assertThat(leadsTo("minilm")).isEqualTo(first);
  }

  /** The one that serves may be why. */
  @Test
  void onTheWayBackToAVersionThatWasPromotedNothingIsMirrored() {
    begin(BLUE_GREEN + MIRROR);
    scene.service(new Selection.One(second)).edit(ONE + BACK);
    String back = second;
    second = first;
    told();
    assertThat(leadsTo("minilm")).as("it is verified all the same").isEqualTo(back);
    assertThat(status().rollout().mirror()).isNull();

    scene.answers(answers(Set.of(pod(0)), null, null));
    assertThat(leadsTo("minilm")).as("to both, on the way").isNull();
  }

  /** It is older than the one that serves, and nobody has ever heard an answer of it. */
  @Test
  void aVersionThatWasNeverPromotedIsMirroredToWheneverItWasRecorded() {
    begin(BLUE_GREEN + MIRROR);
    String third = scene.edit(THREE).record();
    scene.deployment(third, 1).pod(third, Pods.ready()).service(new Selection.One(third));
    scene.edit(BLUE_GREEN + MIRROR);
    told();
    scene.answers(answers(Set.of(pod(1)), null, null));

    assertThat(leadsTo("minilm")).isEqualTo(third);
    assertThat(conditions()).contains("Ready=False Mirroring");
  }

  /** What moved back is another revision, and as far back as an edit. */
  @Test
  void toATagThatMovedBackNothingIsMirrored() {
    String tracked = ONE.replace("}", ", track: {}}") + BACK;
    first = serves(tracked);
    scene.jobEnded("Complete", Duration.ofMinutes(1)).resolver(Pods.resolved(MOVED));
    String moved = serves(tracked);
    scene.resolver(Pods.resolved());
    second = scene.record();
    scene.deployment(second, 1).pod(second, Pods.ready());
    told();
    scene.answers(answers(Set.of(pod(2)), null, null));

    assertThat(second).isNotIn(first, moved);
    assertThat(leadsTo("minilm")).as("to both, on the way").isNull();
  }

  @Test
  void whileAllIsPausedTheMirrorStays() {
    mirrored();
    told();
    scene.shared();
    String before = live();
    scene.edit(BLUE_GREEN + MIRROR + "paused: true");
    assertThat(live()).isEqualTo(before).contains("mirror");
  }

  @Test
  void aServerThatIsNoneOfOursMirrorsNothing() {
    begin(
        """
        model: {uri: 'oci://registry.test/models/iris:1'}
        runtime: {image: 'registry.test/server:1', custom: {ports: [{name: http, containerPort: 8080}]}}
        """,
        BLUE_GREEN + MIRROR);
    assertThat(conditions()).contains("Ready=False MirrorNotPossible", "Available=True Serving");
    assertThat(message()).contains("remove spec.rollout.mirror");
  }

  private void stepLastsFor(Duration time) {
    scene.previous(Situations.stepLastsFor(status(), time));
  }

  /** What is kept with the candidate's Deployment. */
  private String failed() {
    return planned(Deployment.class)
        .filter(d -> d.getMetadata().getName().equals(second))
        .findFirst()
        .orElseThrow()
        .getMetadata()
        .getAnnotations()
        .get("serving.fairlead.dev/failed");
  }
}
