package dev.fairlead.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.api.v1alpha1.Reason;
import dev.fairlead.operator.Pods;
import dev.fairlead.operator.Scene;
import dev.fairlead.operator.revision.Revision;
import dev.fairlead.operator.rollout.Selection;
import dev.fairlead.operator.status.StatusFactory;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A reference that moves is followed: by one revision for each move, and nothing else. */
class TrackingTest {
  private static final String ONE = "model: {uri: 'oci://registry.test/m:1', version: '1.0'}\n";
  private static final String TRACKED =
      "model: {uri: 'oci://registry.test/m:1', version: '1.0', track: {interval: 10m}}\n";
  private static final String SHORT =
      TRACKED + "rollout: {progressDeadline: 59s, scheduleDeadline: 59s}\n";
  private static final String A = "sha256:" + "3".repeat(64);
  private static final String B = "sha256:" + "b".repeat(64);
  private static final String C = "sha256:" + "c".repeat(64);
  private static final Duration LONG_AGO = Duration.ofMinutes(20);

  private Scene scene;
  private String first;

  @BeforeEach
  void givenAModelThatServesWhatItsTagStoodFor() {
    scene = Scene.of(TRACKED);
    first = scene.record();
    scene.deployment(first, 1).pod(first, Pods.ready()).service(new Selection.One(first));
    scene.jobEnded("Complete", Duration.ofMinutes(1));
  }

  @Test
  void whatStaysTheSameChangesNothing() {
    Plan plan = scene.plan();

    assertThat(plan.targetName()).isEqualTo(first);
    assertThat(plan.tracking().found().identity()).isEqualTo(A);
    assertThat(plan.apply()).noneMatch(Job.class::isInstance);
    assertThat(plan.apply()).filteredOn(ControllerRevision.class::isInstance).hasSize(1);
    assertThat(plan.delete()).as("the Job has the time of the last look").isEmpty();
    assertThat(plan.tracking().lookAgain(Scene.NOW))
        .hasValueSatisfying(at -> assertThat(at).isAfter(Scene.NOW.plusSeconds(200)));
  }

  @Test
  void turningItOnMakesNoRevision() {
    Scene before = Scene.of(ONE);
    String recorded = before.record();

    assertThat(before.edit(TRACKED).plan().targetName()).isEqualTo(recorded);
    assertThat(before.edit(ONE).plan().tracking()).isNull();
  }

  @Test
  void theFirstJobIsTheFirstLook() {
    Plan plan = Scene.of(TRACKED).jobEnded("Complete", Duration.ZERO).plan();

    assertThat(plan.target().isTracked()).isFalse();
    assertThat(plan.apply()).anyMatch(ControllerRevision.class::isInstance);
    assertThat(plan.apply()).noneMatch(Job.class::isInstance);
    assertThat(plan.delete()).isEmpty();
  }

  @Test
  void whatIsFollowedIsFoundOutOnceForAllThatIsPlanned() {
    Planner planner = scene.planner();
    Tracking followed = planner.tracking().orElseThrow();
    assertThat(planner.plan(Told.NOTHING, true).tracking()).isSameAs(followed);
  }

  @Test
  void whatMovedIsOneMoreRevisionWhoeverForgetsTheJob() {
    moves(B);
    Revision moved = scene.plan().target();

    assertThat(moved.name()).isNotEqualTo(first);
    assertThat(moved.number()).isEqualTo(2);
    assertThat(moved.isTracked()).isTrue();
    assertThat(moved.resolved().identity()).isEqualTo(B);
    assertThat(moved.template().getSpec().getInitContainers().getFirst().getArgs())
        .contains("--identity=" + B);
    assertThat(moved.image()).isEqualTo(Scene.IMAGE);
    scene.defaultImage("registry.test/fairlead/runtime-onnx:2");
    assertThat(scene.plan().target().image()).as("only the model moves").isEqualTo(Scene.IMAGE);

    assertThat(scene.record()).isEqualTo(moved.name());
    assertThat(scene.plan().target().isTracked()).isTrue();
    assertThat(scene.plan().targetName()).isEqualTo(moved.name());
    assertThat(scene.unresolved().withoutTurn().plan().targetName()).isEqualTo(moved.name());
  }

  @Test
  void whatMovesBackIsOneMoreAgain() {
    moves(B);
    String second = scene.record();
    moves(A);

    Revision third = scene.plan().target();

    assertThat(third.number()).isEqualTo(3);
    assertThat(third.name()).isNotIn(first, second);
    assertThat(third.resolved().identity()).isEqualTo(A);
  }

  @Test
  void whenItIsDueTheOldJobGoesAndAnotherTakesItsPlace() {
    scene.jobEnded("Complete", LONG_AGO);
    assertThat(scene.plan().delete()).singleElement().isInstanceOf(Job.class);
    assertThat(scene.plan().apply()).noneMatch(Job.class::isInstance);
    assertThat(scene.plan().targetName()).isEqualTo(first);

    scene.unresolved();
    assertThat(scene.plan().apply()).filteredOn(Job.class::isInstance).hasSize(1);
    assertThat(scene.plan().targetName()).isEqualTo(first);
  }

  @Test
  void whoeverHasNoTurnWaits() {
    scene.jobEnded("Complete", LONG_AGO).withoutTurn();
    assertThat(scene.plan().delete()).isEmpty();
    Instant again = scene.plan().tracking().lookAgain(Scene.NOW).orElseThrow();
    assertThat(again).isBetween(Scene.NOW.plusSeconds(10), Scene.NOW.plusSeconds(20));

    assertThat(scene.unresolved().plan().apply()).noneMatch(Job.class::isInstance);
  }

  @Test
  void whileAJobAsksThereIsNoOther() {
    scene.jobWithoutPod(Duration.ofMinutes(5)).jobRuns();

    assertThat(scene.plan().tracking().state()).isEqualTo(Tracking.State.OPEN);
    assertThat(scene.plan().tracking().lookAgain(Scene.NOW)).isEmpty();
    assertThat(scene.plan().delete()).isEmpty();
  }

  @Test
  void aJobThatIsHeldBackIsWaitedFor() {
    scene.jobWithoutPod(Duration.ofDays(1)).jobSuspended();
    assertThat(scene.plan().tracking().state()).isEqualTo(Tracking.State.OPEN);
    assertThat(scene.plan().tracking().finding()).isNull();
    assertThat(scene.plan().delete()).isEmpty();

    scene
        .jobGoesOn()
        .jobRuns()
        .resolver(Pods.gated("kueue.x-k8s.io/admission").aged(Duration.ofDays(1)));
    assertThat(scene.plan().tracking().state()).isEqualTo(Tracking.State.OPEN);
    assertThat(scene.plan().tracking().finding()).isNull();
    assertThat(scene.plan().delete()).isEmpty();
  }

  @Test
  void aJobThatGetsNoPodIsToldAndReplaced() {
    scene.jobRuns().jobWithoutPod(Duration.ofMinutes(9).minusSeconds(1));
    assertThat(scene.plan().tracking().state()).isEqualTo(Tracking.State.OPEN);

    scene.jobWithoutPod(Duration.ofMinutes(9));
    assertThat(scene.plan().tracking().state()).isEqualTo(Tracking.State.ENDED);
    assertThat(scene.plan().tracking().finding().reason()).isEqualTo(Reason.POD_REFUSED);
    assertThat(scene.plan().delete()).isEmpty();

    scene.jobWithoutPod(Duration.ofMinutes(19));
    assertThat(scene.plan().delete()).singleElement().isInstanceOf(Job.class);
  }

  @Test
  void aPodThatNoNodeTakesIsToldAndGoesOnWaiting() {
    Pods pod = Pods.unschedulable("0/3 nodes are available");
    scene.jobRuns().resolver(pod.aged(Duration.ofMinutes(29)));
    assertThat(scene.plan().tracking().finding()).isNull();

    scene.resolver(pod.aged(Duration.ofMinutes(30)));
    assertThat(scene.plan().tracking().state()).isEqualTo(Tracking.State.OPEN);
    assertThat(scene.plan().tracking().finding().reason()).isEqualTo(Reason.UNSCHEDULABLE);
    assertThat(scene.plan().delete()).isEmpty();
  }

  @Test
  void aSourceThatCannotBeAskedChangesNothingAndIsAskedAgain() {
    scene.resolver(Pods.unresolved("AccessDenied: HTTP 401"));

    scene.jobEnded("Failed", Duration.ofMinutes(9));
    assertThat(scene.plan().targetName()).isEqualTo(first);
    assertThat(scene.plan().tracking().finding().reason()).isEqualTo(Reason.ACCESS_DENIED);
    assertThat(scene.plan().tracking().found().identity()).isEqualTo(A);
    assertThat(scene.plan().delete()).isEmpty();

    scene.jobEnded("Failed", Duration.ofMinutes(10));
    assertThat(scene.plan().delete()).singleElement().isInstanceOf(Job.class);
  }

  @Test
  void anAnswerThatNobodyUnderstandsIsNone() {
    scene.resolver(Pods.resolved("Fetched: x"));

    assertThat(scene.plan().tracking().finding().reason()).isEqualTo(Reason.FETCH_FAILED);
    assertThat(scene.plan().targetName()).isEqualTo(first);
  }

  @Test
  void whilePodsTakeOverNobodyAsksAndNoAnswerIsTaken() {
    String second = rollsOut(B, Pods.loading());
    moves(C);
    scene.jobEnded("Complete", LONG_AGO);

    assertThat(scene.plan().targetName()).isEqualTo(second);
    assertThat(scene.plan().delete()).isEmpty();
    assertThat(scene.plan().tracking().lookAgain(Scene.NOW)).isEmpty();
    scene.unresolved();
    assertThat(scene.plan().apply()).noneMatch(Job.class::isInstance);
  }

  @Test
  void whatCannotStartIsReplacedByTheNextMove() {
    String second = rollsOut(B, Pods.serverFailed(1, "Error", "ModelInvalid: no model"));
    scene.jobEnded("Complete", LONG_AGO);
    assertThat(scene.plan().targetName()).isEqualTo(second);
    assertThat(scene.plan().delete()).anyMatch(Job.class::isInstance);

    moves(C);
    assertThat(scene.plan().target().resolved().identity()).isEqualTo(C);
  }

  @Test
  void whatWasTakenBackIsNotTriedAgainBeforeItMoves() {
    scene.edit(SHORT);
    String second = rollsOut(B, Pods.loading());
    assertThat(scene.plan().setback().candidate()).isEqualTo(second);
    isKept(second);

    scene.jobEnded("Complete", Duration.ofMinutes(1));
    assertThat(scene.plan().targetName()).isEqualTo(first);
    assertThat(scene.plan().setback().candidate()).isEqualTo(second);
    scene.jobEnded("Complete", LONG_AGO);
    assertThat(scene.plan().delete()).as("it is asked on").anyMatch(Job.class::isInstance);

    moves(C);
    assertThat(scene.plan().setback()).isNull();
    assertThat(scene.plan().target().resolved().identity()).isEqualTo(C);
  }

  @Test
  void anEditOfOtherFieldsKeepsWhatWasFoundLast() {
    moves(B);
    scene.record();

    scene.edit(TRACKED + "resources: {limits: {memory: 2Gi}}\n");

    assertThat(scene.plan().target().isTracked()).isFalse();
    assertThat(scene.plan().target().resolved().identity()).isEqualTo(B);
  }

  @Test
  void goingBackGoesToWhatItStoodForLastAndThenFollowsAgain() {
    moves(B);
    String second = scene.record();
    scene.edit("model: {uri: 'oci://registry.test/other:1'}\n").record();

    scene.edit(TRACKED).unresolved();
    assertThat(scene.plan().targetName()).isEqualTo(second);
    assertThat(scene.plan().apply()).anyMatch(Job.class::isInstance);
  }

  @Test
  void withoutItWhatWasFoundLastStays() {
    moves(B);
    String second = scene.record();

    Plan plan = scene.edit(ONE).unresolved().plan();

    assertThat(plan.targetName()).isEqualTo(second);
    assertThat(plan.apply()).noneMatch(Job.class::isInstance);
  }

  @ParameterizedTest
  @ValueSource(strings = {"paused: true", "rollout: {pinnedRevision: minilm-x}"})
  void whileNoRevisionMayChangeNobodyAsks(String held) {
    scene.edit(TRACKED + held);
    moves(B);

    assertThat(scene.plan().tracking()).isNull();
    assertThat(scene.plan().targetName()).isEqualTo(first);
    assertThat(scene.plan().apply()).noneMatch(Job.class::isInstance);
  }

  @Test
  void ofALostRecordItsNameAndItsPodsStillTell() {
    moves(B);
    String second = scene.record();
    scene.deployment(second, 1).loseRecords().unresolved().withoutTurn();

    Revision found = scene.plan().target();

    assertThat(found.name()).isEqualTo(second);
    assertThat(found.isTracked()).isTrue();
    assertThat(found.resolved().identity()).isEqualTo(B);
  }

  @Test
  void anApprovalByVersionIsNoneOfWhatCameByItself() {
    Revision stated = scene.plan().target();
    moves(B);
    Revision moved = scene.plan().target();

    assertThat(Rollouts.approves("1.0", stated)).isTrue();
    assertThat(Rollouts.approves("1.0", moved)).isFalse();
    assertThat(Rollouts.approves(moved.name(), moved)).isTrue();
    assertThat(Rollouts.names("1.0", moved)).as("an abort means all of them").isTrue();
  }

  /** The Deployment of what was taken back has been written, and the status. */
  private void isKept(String revision) {
    Deployment kept =
        scene.plan().apply().stream()
            .filter(Deployment.class::isInstance)
            .map(Deployment.class::cast)
            .filter(d -> d.getMetadata().getName().equals(revision))
            .findFirst()
            .orElseThrow();
    kept.getMetadata().setCreationTimestamp(Scene.NOW.minusSeconds(300).toString());
    scene.previous(StatusFactory.of(scene.situation()));
    scene.deployments().removeLast();
    scene.deployments().add(kept);
    scene.pods().removeLast();
  }

  /** The Job found that. */
  private void moves(String identity) {
    scene.resolver(
        Pods.resolved(
            "Resolved: identity=%1$s files=3 bytes=90400000 uri=oci://registry.test/m@%1$s"
                .formatted(identity)));
  }

  /** What it moved to has a pod like that, and the status says so. */
  private String rollsOut(String identity, Pods pod) {
    moves(identity);
    String revision = scene.record();
    scene.deployment(revision, 1).pod(revision, pod);
    scene.previous(StatusFactory.of(scene.situation()));
    assertThat(scene.observe().previous().candidateRevision()).isEqualTo(revision);
    return revision;
  }
}
