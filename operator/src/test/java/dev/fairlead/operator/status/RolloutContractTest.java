package dev.fairlead.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.api.v1alpha1.ModelStatus;
import dev.fairlead.api.v1alpha1.RevisionState;
import dev.fairlead.api.v1alpha1.RolloutStatus;
import dev.fairlead.api.v1alpha1.RolloutStep;
import dev.fairlead.operator.Pods;
import dev.fairlead.operator.Scene;
import dev.fairlead.operator.plan.Plan;
import dev.fairlead.operator.rollout.Selection;
import dev.fairlead.operator.scrape.Answer;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code spec.rollout} asks for: what is planned, and what the status says of it. */
class RolloutContractTest {
  private static final String ONE = "model: {uri: 'oci://registry.test/models/minilm:1'}\n";
  private static final String TWO =
      "model: {uri: 'oci://registry.test/models/minilm:2', version: '2.0'}\n";
  private static final String THREE = "model: {uri: 'oci://registry.test/models/minilm:3'}\n";
  private static final String SHORT = "rollout: {progressDeadline: 59s}";

  private final Scene scene = Scene.of(ONE);
  private final String first = serving();
  private String second;

  @Test
  void aVersionThatMissesItsDeadlineIsTakenBackOnceTheStatusHasSaidThatItIsLate() {
    candidate(TWO + SHORT, Pods.loading());
    assertThat(conditions()).contains("Stalled=True ProgressDeadlineExceeded");
    assertThat(scene.plan().targetName()).isEqualTo(second);

    told();

    assertThat(conditions())
        .containsExactly(
            "Ready=False RolledBack", "Available=True Serving", "Stalled=True RolledBack");
    assertThat(message("Ready"))
        .isEqualTo(
            "revision %s was taken back: nothing moved for 59s (spec.rollout.progressDeadline),"
                    .formatted(second)
                + " 0 of 1 pods ready; revision %s has the requests".formatted(first));
    assertThat(replicas(scene.plan())).isEqualTo(Map.of(first, 1, second, 0));
    assertThat(deleted(scene.plan())).isEmpty();
    assertThat(status().stableRevision()).isEqualTo(first);
    assertThat(status().candidateRevision()).isNull();
    assertThat(status().revisions().getFirst().state()).isEqualTo(RevisionState.Failed);
  }

  @Test
  void itIsNotTriedAgainWhateverIsForgotten() {
    takenBack();
    scene.previous(null);
    assertThat(conditions()).contains("Ready=False RolledBack");
    assertThat(replicas(scene.plan())).isEqualTo(Map.of(first, 1, second, 0));

    scene.edit(TWO + SHORT + "\nreplicas: 2");
    assertThat(replicas(scene.plan())).isEqualTo(Map.of(first, 2, second, 0));
  }

  @Test
  void aPauseKeepsTheMemoryOfIt() {
    takenBack();
    scene.edit(TWO + SHORT + "\npaused: true");
    assertThat(replicas(scene.plan())).isEqualTo(Map.of(first, 1));
    assertThat(deleted(scene.plan())).isEmpty();
  }

  @Test
  void withALongerDeadlineItIsTriedAgainFromTheStart() {
    takenBack();
    scene.edit(TWO + "rollout: {progressDeadline: 1m}");
    assertThat(deleted(scene.plan())).containsExactly(second);
    assertThat(replicas(scene.plan())).isEqualTo(Map.of(first, 1));

    scene.deployments().removeLast();
    assertThat(scene.plan().targetName()).isEqualTo(second);
  }

  @Test
  void anotherVersionTakesItsPlace() {
    takenBack();
    scene.edit(THREE);
    assertThat(deleted(scene.plan())).containsExactly(second);
    assertThat(conditions()).contains("Ready=False Progressing");
  }

  @Test
  void aVersionThatRunsOutOfMemoryIsTakenBackWithThatReason() {
    candidate(TWO + SHORT, Pods.serverFailed(137, "OOMKilled", ""));
    assertThat(conditions()).contains("Ready=False RolledBack");
    assertThat(message("Ready")).contains("0 of 1 pods ready; OutOfMemory: ");
  }

  @Test
  void whoOnlyWaitsForANodeIsNotGivenUp() {
    candidate(
        TWO + "rollout: {progressDeadline: 1s, scheduleDeadline: 59s}",
        Pods.unschedulable("0/3 nodes are available"));
    assertThat(conditions()).contains("Stalled=True Unschedulable");
    told();
    assertThat(scene.plan().targetName()).isEqualTo(second);
  }

  @Test
  void withPauseAVersionThatFailedStaysAsItIs() {
    candidate(TWO + "rollout: {progressDeadline: 59s, onFailure: Pause}", Pods.loading());
    told();
    assertThat(conditions())
        .containsExactly(
            "Ready=False ProgressDeadlineExceeded",
            "Available=True Serving",
            "Stalled=True ProgressDeadlineExceeded");
    assertThat(scene.plan().targetName()).isEqualTo(second);
  }

  @Test
  void nobodyGoesBackToAVersionThatNeverServed() {
    Scene never = Scene.of(ONE);
    String broken = never.record();
    never.deployment(broken, 1).pod(broken, Pods.loading()).service(new Selection.One(broken));
    String next = never.edit(TWO + SHORT).record();
    never.deployment(next, 1).pod(next, Pods.loading());
    never.previous(StatusFactory.of(never.situation()));
    assertThat(never.plan().targetName()).isEqualTo(next);
  }

  @ParameterizedTest
  @ValueSource(strings = {"its name", "2.0"})
  void anAbortedVersionGivesBackWhatItHas(String named) {
    candidate(TWO, Pods.ready());
    scene.service(new Selection.All());
    scene.edit(TWO + "rollout: {abort: '%s'}".formatted(named.equals("2.0") ? named : second));

    assertThat(conditions())
        .containsExactly("Ready=False Aborted", "Available=True Serving", "Stalled=True Aborted");
    assertThat(scene.plan().targetName()).isEqualTo(first);
    assertThat(scene.plan().decision().selection()).isEqualTo(new Selection.One(first));

    scene.edit(TWO + "rollout: {abort: '1.0'}");
    assertThat(scene.plan().targetName()).as("another one is meant").isEqualTo(second);
  }

  /** Nobody knows what it would answer. */
  @ParameterizedTest
  @ValueSource(strings = {"Rolling", "BlueGreen"})
  void anAbortedVersionGetsNothingAlsoWhereNobodyElseHasAPod(String strategy) {
    candidate(TWO, Pods.ready());
    scene.edit(TWO + "rollout: {strategy: %s, abort: %s}".formatted(strategy, second));
    scene.pods().removeFirst();

    assertThat(scene.plan().targetName()).isEqualTo(first);
    assertThat(scene.plan().decision().selection()).isEqualTo(new Selection.One(first));
    assertThat(replicas(scene.plan())).isEqualTo(Map.of(first, 1));
    assertThat(deleted(scene.plan())).containsExactly(second);
  }

  /** It is made again. */
  @ParameterizedTest
  @ValueSource(strings = {"Rolling", "BlueGreen", "Recreate"})
  void whoServesWhileAllIsPausedDoesSoWithoutItsDeploymentToo(String strategy) {
    candidate(TWO, Pods.ready());
    scene.edit(TWO + "paused: true\nrollout: {strategy: %s}".formatted(strategy));
    scene.deployments().removeFirst();
    scene.pods().removeFirst();

    assertThat(scene.plan().targetName()).isEqualTo(first);
    assertThat(scene.plan().decision().selection()).isEqualTo(new Selection.One(first));
    assertThat(replicas(scene.plan())).isEqualTo(Map.of(first, 1, second, 1));
  }

  /** As where the operator dies between the Service and the Deployments. */
  @Test
  void whoHasNeverServedIsNotMadeWhileAllIsPaused() {
    second = scene.edit(TWO).record();
    scene.edit(TWO + "paused: true").service(new Selection.One(second));

    assertThat(scene.plan().targetName()).isEqualTo(first);
    assertThat(scene.plan().decision().selection()).isEqualTo(new Selection.One(first));
    assertThat(replicas(scene.plan())).isEqualTo(Map.of(first, 1));
  }

  @Test
  void aPinnedRevisionServesWhateverElseIsDeclared() {
    candidate(TWO, Pods.ready());
    scene.edit(TWO + "rollout: {pinnedRevision: %s}".formatted(first));
    assertThat(scene.plan().targetName()).isEqualTo(first);
    assertThat(scene.plan().isDeclared()).isTrue();
  }

  @Test
  void aPinOfAVersionThatFailedIsOneMoreTryFromTheStart() {
    takenBack();
    String pinned = TWO + "rollout: {progressDeadline: 59s, pinnedRevision: %s}".formatted(second);
    scene.edit(pinned).pod(second, Pods.loading());
    told();
    assertThat(deleted(scene.plan())).as("what is left of the last try").isEmpty();
    assertThat(replicas(scene.plan())).isEqualTo(Map.of(first, 1, second, 0));

    scene.pods().removeLast();
    assertThat(deleted(scene.plan())).containsExactly(second);
    scene.deployments().removeLast();
    assertThat(scene.plan().targetName()).isEqualTo(second);

    scene.deployment(second, 1).pod(second, Pods.loading());
    told();
    assertThat(conditions()).contains("Ready=False RolledBack");
    shelve();
    assertThat(conditions()).as("one more, and no other").contains("Ready=False RolledBack");
    assertThat(replicas(scene.plan())).isEqualTo(Map.of(first, 1, second, 0));

    scene.edit(TWO + SHORT);
    assertThat(conditions()).as("nor without the pin").contains("Ready=False RolledBack");
    assertThat(replicas(scene.plan())).isEqualTo(Map.of(first, 1, second, 0));
  }

  @Test
  void aPinThatNamesNothingChangesNothingAndSaysWhatThereIs() {
    candidate(TWO, Pods.ready());
    scene.edit(THREE + "rollout: {pinnedRevision: minilm-typo}");
    assertThat(conditions()).contains("Stalled=True RevisionNotFound", "Available=True Serving");
    assertThat(message("Ready"))
        .isEqualTo(
            "spec.rollout.pinnedRevision: no revision minilm-typo is recorded; there are: %s, %s"
                .formatted(second, first));
    assertThat(replicas(scene.plan())).isEqualTo(Map.of(first, 1, second, 1));
    assertThat(deleted(scene.plan())).isEmpty();
  }

  @Test
  void blueGreenWaitsForAnApprovalForAsLongAsItTakes() {
    String spec =
        "rollout: {strategy: BlueGreen, progressDeadline: 1s, blueGreen: {approval: Required}";
    candidate(TWO + spec + "}", Pods.ready());
    assertThat(conditions())
        .containsExactly(
            "Ready=False AwaitingApproval",
            "Available=True Serving",
            "Reconciling=True AwaitingApproval");
    assertThat(message("Reconciling")).endsWith("spec.rollout.approve: " + second);
    assertThat(status().rollout().step()).isEqualTo(RolloutStep.AwaitingApproval);
    assertThat(scene.plan().decision().selection()).isEqualTo(new Selection.One(first));

    scene.edit(TWO + spec + ", approve: '2.0'}");
    assertThat(scene.plan().decision().selection()).isEqualTo(new Selection.All());
  }

  @Test
  void atZeroItWaitsForAnApprovalTooAndThenTakesOverAtOnce() {
    String spec = "rollout: {strategy: BlueGreen, blueGreen: {approval: Required}";
    scene.edit(ONE + "replicas: 0").pods().clear();
    scene.deployments().forEach(d -> d.getSpec().setReplicas(0));
    told();
    second = scene.edit(TWO + "replicas: 0\n" + spec + "}").record();
    told();

    assertThat(scene.plan().decision().selection()).isEqualTo(new Selection.One(first));
    assertThat(replicas(scene.plan())).isEqualTo(Map.of(first, 0, second, 0));
    assertThat(deleted(scene.plan())).isEmpty();
    assertThat(conditions())
        .containsExactly(
            "Ready=True ScaledToZero",
            "Available=False ScaledToZero",
            "Reconciling=True AwaitingApproval");
    assertThat(message("Reconciling")).endsWith("spec.rollout.approve: " + second);
    assertThat(Conditions.find(status().conditions(), "Ready").orElseThrow())
        .as("nobody takes it for the new version's")
        .returns(2L, Condition::getObservedGeneration);
    assertThat(status().stableRevision()).isEqualTo(first);
    assertThat(status().candidateRevision()).isEqualTo(second);

    scene.edit(TWO + spec + "}");
    assertThat(scene.plan().decision().selection()).isEqualTo(new Selection.One(first));
    assertThat(replicas(scene.plan())).isEqualTo(Map.of(first, 1, second, 1));

    scene.edit(TWO + "replicas: 0\n" + spec + ", approve: '2.0'}");
    assertThat(scene.plan().decision().selection()).isEqualTo(new Selection.One(second));
    assertThat(deleted(scene.plan())).containsExactly(first);
    assertThat(conditions())
        .containsExactly("Ready=True ScaledToZero", "Available=False ScaledToZero");
  }

  /** It is made again. */
  @Test
  void whoLeadsWhileNobodyApprovedTheNextDoesSoWithoutItsDeploymentToo() {
    candidate(
        TWO + "rollout: {strategy: BlueGreen, blueGreen: {approval: Required}}", Pods.ready());
    scene.deployments().removeFirst();
    scene.pods().removeFirst();
    assertThat(scene.plan().decision().selection()).isEqualTo(new Selection.One(first));
    assertThat(replicas(scene.plan())).isEqualTo(Map.of(first, 1, second, 1));
  }

  @Test
  void theOldPodsAreKeptForAWhileAndTheVersionIsReadyMeanwhile() {
    candidate(TWO + "rollout: {strategy: BlueGreen}", Pods.ready());
    scene.service(new Selection.One(second));
    ModelDeploymentStatus kept = StatusFactory.of(scene.situation(from(second)));
    assertThat(words(kept)).containsExactly("Ready=True Serving", "Available=True Serving");
    assertThat(kept.rollout())
        .isEqualTo(
            new RolloutStatus(second, RolloutStep.Keeping, Scene.NOW.toString(), null, null, null));
    assertThat(replicas(scene.plan())).isEqualTo(Map.of(first, 1, second, 1));

    scene.previous(keptSince(kept, Scene.NOW.minus(Duration.ofMinutes(5)).plusSeconds(1)));
    assertThat(deleted(scene.plan())).isEmpty();
    scene.previous(keptSince(kept, Scene.NOW.minus(Duration.ofMinutes(5))));
    assertThat(deleted(scene.plan())).containsExactly(first);
    assertThat(scene.plan().decision().replicas()).isEqualTo(Map.of(second, 1));
  }

  @Test
  void recreateEndsTheOldPodsFirst() {
    scene.edit(TWO + "rollout: {strategy: Recreate}");
    second = scene.record();
    assertThat(replicas(scene.plan())).isEqualTo(Map.of(first, 0));
    assertThat(conditions()).contains("Reconciling=True Stopping");
    assertThat(message("Reconciling")).endsWith("they start when 1 old ones have ended");

    scene.pods().clear();
    scene.deployments().clear();
    scene.deployment(first, 0);
    assertThat(replicas(scene.plan())).isEqualTo(Map.of(first, 0, second, 1));
    assertThat(conditions()).contains("Reconciling=True Starting");
  }

  /** The first version has a ready pod and the status says so; its name. */
  private String serving() {
    String revision = scene.record();
    scene.deployment(revision, 1).pod(revision, Pods.ready()).service(new Selection.One(revision));
    scene.previous(StatusFactory.of(scene.situation(from(revision))));
    return revision;
  }

  /** The user edits it, and the new version has a pod like that. */
  private void candidate(String spec, Pods pod) {
    second = scene.edit(spec).record();
    scene.deployment(second, 1).pod(second, pod);
  }

  private void told() {
    scene.previous(status());
  }

  /** It was taken back, and its pod has ended. */
  private void takenBack() {
    candidate(TWO + SHORT, Pods.loading());
    told();
    shelve();
  }

  private void shelve() {
    Deployment shelved =
        deployments(scene.plan())
            .filter(d -> d.getMetadata().getName().equals(second))
            .findFirst()
            .orElseThrow();
    shelved.getMetadata().setCreationTimestamp(Scene.NOW.minusSeconds(300).toString());
    scene.deployments().removeLast();
    scene.deployments().add(shelved);
    scene.pods().removeLast();
  }

  private static ModelDeploymentStatus keptSince(ModelDeploymentStatus status, Instant since) {
    return new ModelDeploymentStatus(
        status.observedGeneration(),
        status.conditions(),
        status.url(),
        status.stableRevision(),
        status.candidateRevision(),
        status.traffic(),
        new RolloutStatus(
            status.rollout().revision(), RolloutStep.Keeping, since.toString(), null, null, null),
        status.revisions(),
        status.model(),
        status.replicas(),
        status.readyReplicas(),
        status.selector(),
        status.tracking(),
        status.newerImage());
  }

  private static Answer from(String revision) {
    return new Answer.From(revision, new ModelStatus("ONNX", null, null, List.of(), List.of()));
  }

  private static Stream<Deployment> deployments(Plan plan) {
    return plan.apply().stream().filter(Deployment.class::isInstance).map(Deployment.class::cast);
  }

  private static Map<String, Integer> replicas(Plan plan) {
    return deployments(plan)
        .collect(Collectors.toMap(d -> d.getMetadata().getName(), d -> d.getSpec().getReplicas()));
  }

  private static List<String> deleted(Plan plan) {
    Function<HasMetadata, String> name = object -> object.getMetadata().getName();
    return plan.delete().stream().filter(Deployment.class::isInstance).map(name).toList();
  }

  private ModelDeploymentStatus status() {
    return StatusFactory.of(scene.situation());
  }

  private List<String> conditions() {
    return words(status());
  }

  private static List<String> words(ModelDeploymentStatus status) {
    return status.conditions().stream()
        .map(c -> c.getType() + "=" + c.getStatus() + " " + c.getReason())
        .toList();
  }

  private String message(String type) {
    return Conditions.find(status().conditions(), type).orElseThrow().getMessage();
  }
}
