package dev.fairlead.operator.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.api.v1alpha1.ModelStatus;
import dev.fairlead.api.v1alpha1.Reason;
import dev.fairlead.operator.Pods;
import dev.fairlead.operator.Scene;
import dev.fairlead.operator.apply.Applied;
import dev.fairlead.operator.apply.Applied.Refusal;
import dev.fairlead.operator.observe.TerminationLine;
import dev.fairlead.operator.rollout.Selection;
import dev.fairlead.operator.scrape.Answer;
import dev.fairlead.operator.scrape.Fetching;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The conditions in each situation that a user can meet. */
class StatusContractTest {
  private static final List<String> TRIES_TO_FETCH =
      List.of(
          "Ready=False FetchFailed", "Available=False FetchFailed", "Reconciling=True FetchFailed");

  private static final String ONE = "model: {uri: 'oci://registry.test/models/minilm:1'}\n";
  private static final String TWO = "model: {uri: 'oci://registry.test/models/minilm:2'}\n";
  private static final Answer NOBODY = new Answer.None("nobody answered");

  private Scene scene = Scene.of(ONE);
  private final String first = scene.record();

  @Test
  void aNewOneIsOnItsWay() {
    assertThat(conditions(scene.situation()))
        .containsExactly(
            "Ready=False Progressing", "Available=False Progressing", "Reconciling=True Starting");
  }

  @Test
  void beforeItIsKnownWhatItsTagStandsForItIsOnItsWay() {
    scene = Scene.of(ONE).resolver(Pods.resolving());
    assertThat(conditions(scene.situation()))
        .containsExactly(
            "Ready=False Progressing", "Available=False Progressing", "Reconciling=True Resolving");
    assertThat(message(scene.situation(), "Reconciling"))
        .matches("Job minilm-resolve-\\w{8} finds out what spec.model.uri stands for");
  }

  @Test
  void aTagThatCannotBeResolvedNeedsAPersonAndWhatServesGoesOn() {
    wasReady("", Pods.ready());
    scene.edit(TWO).resolver(Pods.unresolved("AccessDenied: HTTP 401"));
    assertThat(conditions(scene.situation()))
        .containsExactly(
            "Ready=False AccessDenied", "Available=True Serving", "Stalled=True AccessDenied");
    assertThat(scene.plan().targetName()).isEqualTo(first);
  }

  @Test
  void whatKeptItFromBeingResolvedStaysWhileAnotherJobTriesUntilAnEdit() {
    scene = Scene.of(ONE).resolver(Pods.unresolved("AccessDenied: HTTP 401"));
    ModelDeploymentStatus stalled = StatusFactory.of(scene.situation());
    scene.previous(stalled).unresolved();
    assertThat(conditions(scene.situation()))
        .containsExactly(
            "Ready=False AccessDenied",
            "Available=False AccessDenied",
            "Stalled=True AccessDenied");
    assertThat(message(scene.situation(), "Ready"))
        .isEqualTo(Conditions.find(stalled.conditions(), "Ready").orElseThrow().getMessage());

    scene.edit(TWO).resolver(Pods.resolving());
    assertThat(conditions(scene.situation())).contains("Reconciling=True Resolving");
  }

  @Test
  void whatWasWrongWithTheSpecDoesNotStay() {
    scene = Scene.of("model: {uri: 'gs://bucket/minilm'}").unresolved();
    ModelDeploymentStatus stalled = StatusFactory.of(scene.situation());
    assertThat(stalled.conditions()).anyMatch(c -> "InvalidSpec".equals(c.getReason()));
    Scene cured = Scene.of(ONE).unresolved().previous(stalled);
    assertThat(conditions(cured.situation())).contains("Reconciling=True Resolving");
  }

  @Test
  void aSourceThatMovedIsToldWhileTheOtherPodsServe() {
    wasReady("replicas: 2\n", Pods.ready());
    scene.pod(first, Pods.fetchFailed("SourceMoved: put the old files back"));
    assertThat(conditions(scene.situation()))
        .containsExactly(
            "Ready=True Serving", "Available=True Serving", "Reconciling=True ReplicasNotReady");
    assertThat(message(scene.situation(), "Reconciling"))
        .endsWith("SourceMoved: put the old files back");
  }

  @Test
  void whoAnswersThroughTheServiceIsReady() {
    starts(Pods.ready());
    assertThat(conditions(scene.situation(from(first))))
        .containsExactly("Ready=True Serving", "Available=True Serving");
  }

  @Test
  void readyPodsAreNotEnough() {
    starts(Pods.ready());
    for (Answer answer : List.of(new Answer.NotAsked(), from("another"))) {
      assertThat(conditions(scene.situation(answer)))
          .containsExactly(
              "Ready=False Progressing", "Available=True Serving", "Reconciling=True Switching");
    }
  }

  @Test
  void aServiceThatTheOperatorCannotReachIsTrustedAfterAWhile() {
    starts(Pods.ready());
    scene.exactFor(Duration.ofSeconds(9));
    assertThat(conditions(scene.situation(NOBODY))).contains("Ready=False Progressing");
    scene.exactFor(Duration.ofSeconds(10));
    assertThat(conditions(scene.situation(NOBODY))).contains("Ready=True Serving");
    assertThat(message(scene.situation(NOBODY), "Ready")).contains("nobody answered");
  }

  @Test
  void aServerOfOursThatAnswersWithAnErrorIsNotTrusted() {
    starts(Pods.ready());
    scene.exactFor(Duration.ofHours(1));
    var failed = new Answer.Failed("the Service answered with HTTP status 503");
    assertThat(conditions(scene.situation(failed))).contains("Ready=False Progressing");
    assertThat(message(scene.situation(failed), "Ready")).endsWith("HTTP status 503");
  }

  @Test
  void aForeignServerThatWasReachedIsReadyAndWhatDoesNotApplyIsTold() {
    starts(Pods.ready());
    Situation situation = scene.situation(new Answer.Reached());
    assertThat(conditions(situation))
        .containsExactly("Ready=True Serving", "Available=True Serving");
    assertThat(message(situation, "Ready"))
        .contains("spec.runtime.custom", "status.model does not apply");
    assertThat(StatusFactory.of(situation).model()).isNull();
  }

  @Test
  void whatAForeignServerSaysWhileItIsNotReadyIsToldUntilTheDeadlineMakesItStalled() {
    starts(Pods.loading());
    var unready = new Answer.Unready("GET /wrong: HTTP status 404", true);
    assertThat(conditions(scene.situation(unready)))
        .containsExactly(
            "Ready=False ServerNotReady",
            "Available=False ServerNotReady",
            "Reconciling=True ServerNotReady");
    assertThat(message(scene.situation(unready), "Ready")).isEqualTo("GET /wrong: HTTP status 404");

    scene = Scene.of(ONE + "rollout: {progressDeadline: 59s}");
    starts(Pods.loading());
    assertThat(conditions(scene.situation(unready)))
        .contains("Ready=False ServerNotReady", "Stalled=True ServerNotReady");
  }

  @Test
  void aForeignServerThatDoesNotListenYetIsOnItsWay() {
    starts(Pods.loading());
    var silent = new Answer.Unready("the server does not answer on port 8080", false);
    assertThat(conditions(scene.situation(silent)))
        .containsExactly(
            "Ready=False Progressing", "Available=False Progressing", "Reconciling=True Starting");
    assertThat(message(scene.situation(silent), "Reconciling"))
        .endsWith("0 of 1 pods ready; the server does not answer on port 8080");
  }

  @Test
  void itStaysReadyAsLongAsOnePodServes() {
    wasReady("replicas: 2\n", Pods.ready());
    scene.pod(first, Pods.loading());
    assertThat(conditions(scene.situation()))
        .containsExactly(
            "Ready=True Serving", "Available=True Serving", "Reconciling=True ReplicasNotReady");
    assertThat(message(scene.situation(), "Reconciling")).isEqualTo("1 of 2 pods ready");
  }

  @Test
  void whileTheNodeOfTheOnlyPodIsCordonedItSaysSoUntilAnotherIsReady() {
    wasReady("", Pods.ready());
    scene.cordon("node-1");
    assertThat(conditions(scene.situation()))
        .containsExactly("Ready=True Serving", "Available=True Serving", "Reconciling=True Moving");
    assertThat(message(scene.situation(), "Reconciling"))
        .isEqualTo("to be emptied: node-1; one more pod starts, so that the one there can go");

    scene.deployments().clear();
    scene.deployment(first, 2).pod(first, Pods.unschedulable("0/3 nodes are available"));
    assertThat(message(scene.situation(), "Reconciling"))
        .endsWith("can go; Unschedulable: 0/3 nodes are available");

    scene.pods().removeLast();
    scene.pod(first, Pods.ready());
    assertThat(conditions(scene.situation()))
        .as("a node may stay cordoned for long")
        .containsExactly("Ready=True Serving", "Available=True Serving");
  }

  @Test
  void anEvictionThatHadToWaitForTooLongIsToldWithItsNumbers() {
    wasReady("", Pods.ready());
    scene.cordon("node-1").movingFor(Duration.ofMinutes(5));
    assertThat(conditions(scene.situation()))
        .containsExactly(
            "Ready=True Serving", "Available=True Serving", "Reconciling=True BudgetRelaxed");
    assertThat(message(scene.situation(), "Reconciling"))
        .startsWith("to be emptied: node-1; no other pod got ready in 5m")
        .endsWith("an eviction has to leave only 0");
  }

  @Test
  void withoutAnyPodItIsNotReadyAnyMore() {
    wasReady("", Pods.serverRestarted(137, "OOMKilled", ""));
    assertThat(conditions(scene.situation()))
        .containsExactly(
            "Ready=False OutOfMemory",
            "Available=False OutOfMemory",
            "Reconciling=True OutOfMemory");
  }

  @Test
  void anotherVersionOnItsWayLeavesTheFirstAvailable() {
    wasReady("", Pods.ready());
    scene.edit(TWO);
    scene.deployment(scene.record(), 1);
    assertThat(conditions(scene.situation()))
        .containsExactly(
            "Ready=False Progressing", "Available=True Serving", "Reconciling=True Starting");
  }

  @Test
  void theStepsOfARolloutAreTheReasonsOfReconciling() {
    wasReady("replicas: 2\n", Pods.ready());
    scene.edit(TWO + "replicas: 2\n");
    String second = scene.record();
    scene.deployment(second, 2).pod(second, Pods.ready()).service(new Selection.All());
    assertThat(conditions(scene.situation()))
        .contains("Ready=False Progressing", "Reconciling=True Shifting");
    assertThat(message(scene.situation(), "Reconciling"))
        .endsWith("1 of 2 pods ready; it takes over pod by pod");
    scene.pod(second, Pods.ready());
    assertThat(conditions(scene.situation()))
        .contains("Ready=False Progressing", "Reconciling=True Switching");
  }

  @Test
  void aVersionThatCannotWorkNeedsAPerson() {
    wasReady("", Pods.ready());
    scene.edit(TWO);
    String second = scene.record();
    scene.deployment(second, 1).pod(second, Pods.fetchFailed("ModelNotFound: nothing is there"));
    assertThat(conditions(scene.situation()))
        .containsExactly(
            "Ready=False ModelNotFound", "Available=True Serving", "Stalled=True ModelNotFound");
  }

  @Test
  void aFirstFailureIsToldAtOnceAndIsNotFinal() {
    starts(Pods.fetchEnded("FetchFailed: registry.test: connection timed out"));
    assertThat(conditions(scene.situation()))
        .containsExactly(
            "Ready=False FetchFailed",
            "Available=False FetchFailed",
            "Reconciling=True FetchFailed");
    scene.pods().clear();
    scene.pod(first, Pods.fetchFailed("FetchFailed: registry.test: connection timed out"));
    assertThat(conditions(scene.situation())).contains("Stalled=True FetchFailed");
  }

  @Test
  void whatMayPassNeedsAPersonOnlyAfterTheDeadline() {
    starts(Pods.unschedulable("0/3 nodes are available"));
    assertThat(conditions(scene.situation()))
        .contains("Ready=False Unschedulable", "Reconciling=True Unschedulable");

    scene = Scene.of(ONE + "rollout: {progressDeadline: 1s, scheduleDeadline: 121s}");
    starts(Pods.unschedulable("0/3 nodes are available"));
    assertThat(conditions(scene.situation())).contains("Reconciling=True Unschedulable");

    scene = Scene.of(ONE + "rollout: {scheduleDeadline: 2m}");
    starts(Pods.unschedulable("0/3 nodes are available"));
    assertThat(conditions(scene.situation()))
        .contains("Ready=False Unschedulable", "Stalled=True Unschedulable");
  }

  @Test
  void whoHoldsAPodBackIsNamedAndWaitedForWithoutADeadline() {
    scene = Scene.of(ONE + "rollout: {progressDeadline: 59s}");
    starts(Pods.gated("kueue.x-k8s.io/admission", "site.test/licence"));
    assertThat(conditions(scene.situation()))
        .containsExactly(
            "Ready=False SchedulingGated",
            "Available=False SchedulingGated",
            "Reconciling=True SchedulingGated");
    assertThat(message(scene.situation(), "Reconciling"))
        .isEqualTo(
            "the pod is not placed before its scheduling gates are taken away by who set them:"
                + " kueue.x-k8s.io/admission, site.test/licence");
    assertThat(Progress.lateAt(scene.situation())).isEmpty();
  }

  @Test
  void onceItsGatesAreGoneAPodMustMoveAgain() {
    scene = Scene.of(ONE + "rollout: {progressDeadline: 59s}");
    starts(Pods.placed(Duration.ofSeconds(58)));
    assertThat(conditions(scene.situation())).contains("Ready=False Progressing");
    scene.pods().clear();
    scene.pod(first, Pods.placed(Duration.ofSeconds(59)));
    assertThat(conditions(scene.situation())).contains("Stalled=True ProgressDeadlineExceeded");
  }

  @Test
  void aPodThatHangsIsToldOfBesideOneThatIsHeldBack() {
    scene = Scene.of(ONE + "replicas: 2\nrollout: {progressDeadline: 59s}");
    starts(Pods.gated("kueue.x-k8s.io/admission"));
    scene.pod(first, Pods.loading());
    assertThat(conditions(scene.situation()))
        .contains("Ready=False ProgressDeadlineExceeded", "Stalled=True ProgressDeadlineExceeded");
  }

  @Test
  void aSecondPodThatIsHeldBackIsToldOfWhileTheFirstServes() {
    wasReady("replicas: 2\n", Pods.ready());
    scene.pod(first, Pods.gated("kueue.x-k8s.io/admission"));
    assertThat(conditions(scene.situation()))
        .containsExactly(
            "Ready=True Serving", "Available=True Serving", "Reconciling=True ReplicasNotReady");
    assertThat(message(scene.situation(), "Reconciling"))
        .startsWith("1 of 2 pods ready; SchedulingGated: ")
        .endsWith(": kueue.x-k8s.io/admission");
  }

  @Test
  void standingStillIsAReason() {
    scene = Scene.of(ONE + "rollout: {progressDeadline: 59s}");
    starts(Pods.loading());
    assertThat(conditions(scene.situation()))
        .contains("Ready=False ProgressDeadlineExceeded", "Stalled=True ProgressDeadlineExceeded");
  }

  @Test
  void bytesThatArriveAreProgress() {
    scene = Scene.of(ONE + "rollout: {progressDeadline: 59s}");
    starts(Pods.fetching());
    var fetching = new Fetching(3L << 20, 7L << 30, Scene.NOW.minusSeconds(58), null);
    var situation = scene.situation(new Answer.NotAsked(), Applied.ALL, fetching);
    assertThat(conditions(situation)).contains("Ready=False Progressing");
    assertThat(message(situation, "Ready")).endsWith("0 of 1 pods ready; 3 MiB of 7.0 GiB fetched");
  }

  @Test
  void whatFetchMeetsIsToldWhileItTriesAgain() {
    starts(Pods.fetching());
    var trouble = new TerminationLine(Reason.FETCH_FAILED, "registry.test: timeout (try 2 of 5)");
    var fetching = new Fetching(0, 0, Scene.NOW, trouble);
    var situation = scene.situation(new Answer.NotAsked(), Applied.ALL, fetching);
    assertThat(conditions(situation)).containsExactlyElementsOf(TRIES_TO_FETCH);
    assertThat(message(situation, "Ready")).isEqualTo("registry.test: timeout (try 2 of 5)");
  }

  @Test
  void aCopyThatStartedAgainTellsItsLastEndAndHowFarItIs() {
    starts(Pods.fetchingAgain("FetchFailed: registry.test: timeout"));
    var fetching = new Fetching(3L << 30, 7L << 30, Scene.NOW, null);
    var situation = scene.situation(new Answer.NotAsked(), Applied.ALL, fetching);
    assertThat(conditions(situation)).containsExactlyElementsOf(TRIES_TO_FETCH);
    assertThat(message(situation, "Ready"))
        .isEqualTo("registry.test: timeout; 3.0 GiB of 7.0 GiB fetched");
  }

  @Test
  void atZeroItIsReadyAndNotAvailable() {
    scene = Scene.of(ONE + "replicas: 0");
    scene.deployment(scene.record(), 0);
    assertThat(conditions(scene.situation()))
        .containsExactly("Ready=True ScaledToZero", "Available=False ScaledToZero");
  }

  @Test
  void onTheWayToZeroItReconciles() {
    scene = Scene.of(ONE + "replicas: 0");
    scene.deployment(scene.record(), 0).pod(first, Pods.loading());
    assertThat(conditions(scene.situation())).contains("Reconciling=True ScaledToZero");
  }

  @Test
  void backFromZeroItIsReadyOnceItAnswersAndNotBefore() {
    scene = Scene.of(ONE + "replicas: 0");
    scene.deployment(scene.record(), 0).service(new Selection.One(first));
    scene.previous(StatusFactory.of(scene.situation()));
    scene.edit(ONE + "replicas: 1").deployments().clear();
    starts(Pods.ready());
    assertThat(conditions(scene.situation())).contains("Ready=False Progressing");
    assertThat(message(scene.situation(from(first)), "Ready"))
        .isEqualTo("revision " + first + " serves");
  }

  @Test
  void pausedWithWhatIsDeclaredIsStillReady() {
    wasReady("", Pods.ready());
    scene.edit(ONE + "paused: true");
    assertThat(conditions(scene.situation()))
        .containsExactly("Ready=True Serving", "Available=True Serving", "Reconciling=True Paused");
    assertThat(condition(scene.situation(), "Ready").getObservedGeneration()).isEqualTo(2);
  }

  @Test
  void pausedBeforeWhatIsDeclaredItSpeaksOfTheGenerationBefore() {
    wasReady("", Pods.ready());
    scene.edit(TWO + "paused: true");
    assertThat(conditions(scene.situation()))
        .containsExactly("Ready=True Serving", "Available=True Serving", "Reconciling=True Paused");
    assertThat(condition(scene.situation(), "Ready").getObservedGeneration()).isEqualTo(1);
    assertThat(StatusFactory.of(scene.situation()).observedGeneration()).isEqualTo(2);
  }

  @Test
  void aSpecThatCannotBeNeedsAPersonAndChangesNothing() {
    wasReady("", Pods.ready());
    scene.edit("model: {uri: 'gs://bucket/minilm'}");
    assertThat(conditions(scene.situation()))
        .containsExactly(
            "Ready=False InvalidSpec", "Available=True Serving", "Stalled=True InvalidSpec");
    assertThat(scene.plan().targetName()).isEqualTo(first);
    assertThat(scene.plan().delete()).isEmpty();
  }

  record Refused(Refusal refusal, Reason reason) {}

  static Stream<Refused> refusals() {
    return Stream.of(
        new Refused(new Refusal.Foreign("Service minilm exists"), Reason.NAME_CONFLICT),
        new Refused(new Refusal.Invalid("Deployment minilm: no"), Reason.INVALID_SPEC),
        new Refused(new Refusal.Forbidden("Service minilm: no"), Reason.POD_REFUSED),
        new Refused(
            new Refusal.Forbidden(
                "Deployment minilm-1: admission webhook \"site.test\" denied the request: exceeded"
                    + " quota of our own"),
            Reason.POD_REFUSED));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void whatTheApiServerRefusesNeedsAPerson(Refused refused) {
    var situation = scene.situation(new Answer.NotAsked(), new Applied(refused.refusal()), null);
    assertThat(conditions(situation))
        .contains("Ready=False " + refused.reason().value())
        .contains("Stalled=True " + refused.reason().value());
    assertThat(message(situation, "Stalled")).isEqualTo(refused.refusal().message());
  }

  @Test
  void aSuccessorThatHasShownNothingDoesNotLookCured() {
    starts(Pods.fetchFailed("ModelNotFound: nothing is there"));
    scene.previous(StatusFactory.of(scene.situation()));
    scene.pods().clear();
    scene.pod(first, Pods.loading().aged(Duration.ofSeconds(19)));
    assertThat(conditions(scene.situation())).contains("Stalled=True ModelNotFound");
    scene.pods().clear();
    scene.pod(first, Pods.loading().aged(Duration.ofSeconds(20)));
    assertThat(conditions(scene.situation())).contains("Ready=False Progressing");
  }

  @Test
  void aDeadPodDoesNotCutTheTimeOfASuccessorShort() {
    starts(Pods.fetchFailed("ModelNotFound: nothing is there"));
    scene.previous(StatusFactory.of(scene.situation()));
    scene.pods().clear();
    scene
        .pod(first, Pods.evicted("The node was low on resource: memory.").aged(Duration.ofHours(1)))
        .pod(first, Pods.loading().aged(Duration.ofSeconds(19)));
    assertThat(conditions(scene.situation())).contains("Stalled=True ModelNotFound");
  }

  @Test
  void troubleWithTheApiServerLeavesWhatWasSaid() {
    wasReady("", Pods.ready());
    var before = scene.observe();
    var status =
        Trouble.of(before.primary(), before.previous(), Reason.API_ERROR, "timeout", Scene.NOW);
    assertThat(words(status))
        .containsExactly(
            "Ready=True Serving", "Available=True Serving", "Reconciling=True ApiError");
    assertThat(words(Trouble.of(before.primary(), null, Reason.INTERNAL_ERROR, "no", Scene.NOW)))
        .containsExactly("Reconciling=True InternalError");
  }

  @Test
  void everyConditionSpeaksOfAGenerationAndKeepsItsTimeWhileItsStatusStays() {
    starts(Pods.loading());
    ModelDeploymentStatus before = StatusFactory.of(scene.situation());
    String then = "2026-01-01T00:00:00Z";
    scene.previous(
        withConditions(
            before,
            before.conditions().stream()
                .map(c -> new ConditionBuilder(c).withLastTransitionTime(then).build())
                .toList()));
    scene.pods().clear();
    scene.pod(first, Pods.ready());

    List<Condition> after = StatusFactory.of(scene.situation()).conditions();

    assertThat(after).allSatisfy(c -> assertThat(c.getObservedGeneration()).isEqualTo(1));
    assertThat(after)
        .extracting(Condition::getType, Condition::getLastTransitionTime)
        .containsExactly(
            tuple("Ready", then),
            tuple("Available", Scene.NOW.toString()),
            tuple("Reconciling", then));
  }

  private void starts(Pods pod) {
    String revision = scene.record();
    scene.deployment(revision, 1).pod(revision, pod).service(new Selection.One(revision));
  }

  /** The first version was ready; now its pod is like that. */
  private void wasReady(String more, Pods pod) {
    scene = Scene.of(ONE + more);
    starts(Pods.ready());
    scene.previous(StatusFactory.of(scene.situation(from(first))));
    scene.pods().clear();
    scene.pod(first, pod);
  }

  private static Answer from(String revision) {
    return new Answer.From(revision, new ModelStatus("ONNX", null, null, List.of(), List.of()));
  }

  private static Condition condition(Situation situation, String type) {
    return Conditions.find(StatusFactory.of(situation).conditions(), type).orElseThrow();
  }

  private static String message(Situation situation, String type) {
    return condition(situation, type).getMessage();
  }

  private static List<String> conditions(Situation situation) {
    return words(StatusFactory.of(situation));
  }

  private static List<String> words(ModelDeploymentStatus status) {
    return status.conditions().stream()
        .map(c -> c.getType() + "=" + c.getStatus() + " " + c.getReason())
        .toList();
  }

  private static ModelDeploymentStatus withConditions(
      ModelDeploymentStatus status, List<Condition> conditions) {
    return new ModelDeploymentStatus(
        status.observedGeneration(),
        conditions,
        status.url(),
        status.stableRevision(),
        status.candidateRevision(),
        status.traffic(),
        status.rollout(),
        status.revisions(),
        status.model(),
        status.replicas(),
        status.readyReplicas(),
        status.selector(),
        status.tracking(),
        status.newerImage());
  }
}
