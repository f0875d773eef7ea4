package dev.fairlead.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.api.v1alpha1.ModelStatus;
import dev.fairlead.api.v1alpha1.RevisionState;
import dev.fairlead.api.v1alpha1.RevisionStatus;
import dev.fairlead.api.v1alpha1.TrafficStatus;
import dev.fairlead.operator.Pods;
import dev.fairlead.operator.Scene;
import dev.fairlead.operator.rollout.Selection;
import dev.fairlead.operator.scrape.Answer;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the status holds beside its conditions. */
class StatusFactoryTest {
  private static final String ONE =
      "{model: {uri: 'oci://registry.test/models/minilm:1', version: '1.0'}, replicas: 2}";
  private static final String TWO =
      "{model: {uri: 'oci://registry.test/models/minilm:2', version: '2.0'}, replicas: 2}";
  private static final ModelStatus ONNX = new ModelStatus("ONNX", null, null, List.of(), List.of());

  private final Scene scene = Scene.of(ONE);
  private final String first = scene.record();

  @Test
  void beforeAnythingRunsItSaysWhereTheModelWillBe() {
    ModelDeploymentStatus status = status();
    assertThat(status.observedGeneration()).isEqualTo(1);
    assertThat(status.url()).isEqualTo("http://minilm.demo.svc");
    assertThat(status.selector()).isEqualTo("serving.fairlead.dev/modeldeployment=minilm");
    assertThat(status.replicas()).isZero();
    assertThat(status.readyReplicas()).isZero();
    assertThat(status.stableRevision()).isNull();
    assertThat(status.candidateRevision()).isEqualTo(first);
    assertThat(status.traffic()).isEmpty();
    assertThat(status.revisions())
        .extracting(RevisionStatus::state)
        .containsExactly(RevisionState.Pending);
  }

  @Test
  void theStableRevisionHasAllTrafficAndDescribesItself() {
    serve(first);
    ModelDeploymentStatus status = status(new Answer.From(first, ONNX));
    assertThat(status.stableRevision()).isEqualTo(first);
    assertThat(status.candidateRevision()).isNull();
    assertThat(status.traffic()).containsExactly(new TrafficStatus(first, 100));
    assertThat(status.model()).isEqualTo(ONNX);
    assertThat(status.replicas()).isEqualTo(2);
    assertThat(status.readyReplicas()).isEqualTo(2);
    assertThat(status.selector())
        .isEqualTo(
            "serving.fairlead.dev/modeldeployment=minilm,serving.fairlead.dev/revision=" + first);
    RevisionStatus revision = status.revisions().getFirst();
    assertThat(revision.version()).isEqualTo("1.0");
    assertThat(revision.model().digest()).isEqualTo("sha256:" + "2".repeat(64));
    assertThat(revision.model().bytes()).isEqualTo(90_400_000L);
    assertThat(revision.image().digest()).isEqualTo("sha256:" + "1".repeat(64));
    assertThat(revision.state()).isEqualTo(RevisionState.Serving);
    assertThat(revision.promoted()).isTrue();
  }

  @Test
  void whoHasAPartOfTheRequestsIsNotPromoted() {
    serve(first);
    scene.edit(TWO);
    String second = scene.record();
    scene.deployment(second, 1).pod(second, Pods.ready()).service(new Selection.All());
    assertThat(status().revisions()).extracting(RevisionStatus::promoted).containsOnlyNulls();
  }

  @Test
  void whileBothServeTheStableOneComesFirst() {
    wasServing();
    scene.edit(TWO);
    String second = scene.record();
    scene.deployment(second, 1).pod(second, Pods.ready()).service(new Selection.All());
    ModelDeploymentStatus status = status();
    assertThat(status.stableRevision()).isEqualTo(first);
    assertThat(status.candidateRevision()).isEqualTo(second);
    assertThat(status.traffic())
        .containsExactly(new TrafficStatus(first, 66), new TrafficStatus(second, 34));
    assertThat(status.model()).isEqualTo(ONNX);
    assertThat(status.replicas()).isEqualTo(3);
  }

  @Test
  void goingBackTheStableOneComesFirstThoughItIsTheNewer() {
    scene.edit(TWO);
    String second = scene.record();
    serve(second);
    scene.previous(status(new Answer.From(second, ONNX)));
    scene.edit(ONE);
    scene.deployment(first, 1).pod(first, Pods.ready()).service(new Selection.All());
    assertThat(status().traffic())
        .containsExactly(new TrafficStatus(second, 66), new TrafficStatus(first, 34));
  }

  @Test
  void theStableOneIsNamedUntilTheOtherHasTakenItsPlace() {
    wasServing();
    scene.edit(TWO);
    String second = scene.record();
    scene.deployment(second, 2).pod(second, Pods.ready()).service(new Selection.One(second));
    ModelDeploymentStatus status = status();
    assertThat(status.stableRevision()).isEqualTo(first);
    assertThat(status.traffic())
        .containsExactly(new TrafficStatus(first, 0), new TrafficStatus(second, 100));
    assertThat(status.revisions())
        .extracting(RevisionStatus::state)
        .containsExactly(RevisionState.Serving, RevisionState.Draining);
  }

  @Test
  void whatServesIsStableThoughTheStatusWasLost() {
    serve(first);
    ModelDeploymentStatus status = status();
    assertThat(status.stableRevision()).isEqualTo(first);
    assertThat(status.traffic()).containsExactly(new TrafficStatus(first, 100));
  }

  @Test
  void whatHadTheTrafficLastIsStableThoughItsDeploymentIsGone() {
    wasServing();
    scene.deployments().clear();
    scene.pods().clear();
    ModelDeploymentStatus status = status();
    assertThat(status.stableRevision()).isEqualTo(first);
    assertThat(status.traffic()).isEmpty();
  }

  @Test
  void theRevisionThatWasMadeForARefreshHasItsTextAndNoOtherHas() {
    String refreshed = ", refresh: '2026-11 CVE fix'}";
    scene.edit(ONE.replaceAll("}$", refreshed)).record();
    scene.edit(TWO.replaceAll("}$", refreshed)).record();
    assertThat(status().revisions())
        .extracting(RevisionStatus::reason)
        .containsExactly(null, "2026-11 CVE fix", null);
  }

  @Test
  void whatIsKnownOfARetiredRevisionStays() {
    wasServing();
    RevisionStatus before = status().revisions().getFirst();
    scene.edit(TWO);
    String second = scene.record();
    scene.deployments().clear();
    scene.pods().clear();
    serve(second);
    RevisionStatus retired = status(new Answer.From(second, ONNX)).revisions().getLast();
    assertThat(retired.state()).isEqualTo(RevisionState.Retired);
    assertThat(retired.model()).isEqualTo(before.model());
    assertThat(retired.image()).isEqualTo(before.image());
    assertThat(retired.promoted()).isTrue();
    assertThat(retired.replicas()).isNull();
  }

  @Test
  void whatIsKnownOfARetiredRevisionOutlivesTheStatusInItsRecord() {
    wasServing();
    RevisionStatus before = status().revisions().getFirst();
    scene.edit(TWO);
    String second = scene.record();
    scene.deployments().clear();
    scene.pods().clear();
    serve(second);
    ControllerRevision retired = planned(first);
    ControllerRevision current = planned(second);
    scene.loseRecords().recorded(retired).recorded(current).previous(null);

    ModelDeploymentStatus status = status(new Answer.From(second, ONNX));

    RevisionStatus known = status.revisions().getLast();
    assertThat(known.name()).isEqualTo(first);
    assertThat(known.model()).isEqualTo(before.model());
    assertThat(known.image()).isEqualTo(before.image());
    assertThat(scene.previous(status).plan().apply())
        .as("what is recorded is not written again")
        .filteredOn(ControllerRevision.class::isInstance)
        .extracting(record -> record.getMetadata().getName())
        .containsExactly(second);
  }

  @Test
  void thatThereIsANewerDefaultImageIsSaidUntilWhatServesHasIt() {
    wasServing();
    assertThat(status().newerImage()).isNull();

    scene.defaultImage("registry.test/fairlead/runtime-onnx:2");
    assertThat(status().newerImage()).isEqualTo("registry.test/fairlead/runtime-onnx:2");

    String second = scene.edit(ONE.replaceAll("}$", ", refresh: CVE}")).record();
    scene.deployment(second, 2).pod(second, Pods.ready()).pod(second, Pods.ready());
    assertThat(status().newerImage()).as("the candidate may be taken back").isNotNull();

    scene.deployments().removeFirst();
    scene.pods().removeIf(pod -> first.equals(pod.revision()));
    scene.service(new Selection.One(second));
    ModelDeploymentStatus status = status(new Answer.From(second, ONNX));
    assertThat(status.stableRevision()).isEqualTo(second);
    assertThat(status.newerImage()).isNull();
  }

  @Test
  void sameInputsSameStatus() {
    serve(first);
    ModelDeploymentStatus status = status(new Answer.From(first, ONNX));
    scene.previous(status).exactFor(Duration.ofHours(1));
    assertThat(status()).isEqualTo(status);
  }

  private ControllerRevision planned(String record) {
    return scene.plan().apply().stream()
        .filter(ControllerRevision.class::isInstance)
        .map(ControllerRevision.class::cast)
        .filter(r -> r.getMetadata().getName().equals(record))
        .findFirst()
        .orElseThrow();
  }

  private void wasServing() {
    serve(first);
    scene.replaceRecords(List.of(planned(first)));
    scene.previous(status(new Answer.From(first, ONNX)));
  }

  private void serve(String revision) {
    scene
        .deployment(revision, 2)
        .pod(revision, Pods.ready())
        .pod(revision, Pods.ready())
        .service(new Selection.One(revision));
  }

  private ModelDeploymentStatus status() {
    return StatusFactory.of(scene.situation());
  }

  private ModelDeploymentStatus status(Answer answer) {
    return StatusFactory.of(scene.situation(answer));
  }
}
