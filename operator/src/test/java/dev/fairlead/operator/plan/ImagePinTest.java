package dev.fairlead.operator.plan;

import static dev.fairlead.operator.plan.PinnedDeployments.by;
import static dev.fairlead.operator.plan.PinnedDeployments.counted;
import static dev.fairlead.operator.plan.PinnedDeployments.edited;
import static dev.fairlead.operator.plan.PinnedDeployments.paused;
import static dev.fairlead.operator.plan.PinnedDeployments.restarted;
import static dev.fairlead.operator.plan.PinnedDeployments.settled;
import static dev.fairlead.operator.plan.PinnedDeployments.unseen;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.operator.PodImages;
import dev.fairlead.operator.Pods;
import dev.fairlead.operator.Scene;
import dev.fairlead.operator.observe.ModelPod;
import dev.fairlead.operator.rollout.Selection;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a tag stood for when the first pod started is what every later pod runs. */
class ImagePinTest {
  private static final String ONE = "model: {uri: 'oci://registry.test/models/minilm:1'}\n";
  private static final String FOREIGN =
      ONE
          + """
          runtime:
            image: %s
            custom: {ports: [{name: http, containerPort: 9000}]}
          """
              .formatted(Scene.IMAGE);
  private static final String REPOSITORY = "registry.test/fairlead/runtime-onnx";
  private static final String DIGEST = "sha256:" + "1".repeat(64);
  private static final String OTHER = "sha256:" + "9".repeat(64);
  private static final String PINNED = Scene.IMAGE + "@" + DIGEST;
  private static final String ANNOTATION = "serving.fairlead.dev/pinned-image-digest";

  private Scene scene = Scene.of(ONE);
  private String revision = scene.record();

  @Test
  void beforeAnybodyHasPulledItIsTheTag() {
    scene.deployment(revision, 1, d -> settled(d, 1)).pod(revision, Pods.fetching());

    assertThat(image()).isEqualTo(Scene.IMAGE);
    assertThat(digestOfRecord()).isEmpty();
  }

  /** A change in the middle of it would be a second rollout. */
  @Test
  void whatWasPulledIsRecordedAndWhileItsControllerIsBusyTheDeploymentStays() {
    scene.deployment(revision, 2, d -> counted(d, 2, 1)).pod(revision, Pods.loading());

    assertThat(digestOfRecord()).contains(DIGEST);
    assertThat(image()).isEqualTo(Scene.IMAGE);
    assertThat(isPaused()).isFalse();
  }

  @Test
  void aDeploymentIsPausedBeforeItCouldReplaceItsPods() {
    scene.deployment(revision, 1, d -> settled(d, 1)).pod(revision, Pods.loading());

    assertThat(image()).isEqualTo(PINNED);
    assertThat(isPaused()).isTrue();
    assertThat(scene.plan().images().changes()).isEmpty();
  }

  /** That is put back first: its ReplicaSet has it too, and would never be what is asked for. */
  @Test
  void aDeploymentThatSomebodyElseHasChangedIsNotPaused() {
    scene.deployment(revision, 1, d -> edited(settled(d, 1))).pod(revision, Pods.loading());

    assertThat(image()).isEqualTo(Scene.IMAGE);
    assertThat(isPaused()).isFalse();
  }

  @Test
  void itsReplicaSetIsChangedOnceItsControllerKnowsThatItIsPaused() {
    scene
        .deployment(revision, 1, d -> unseen(paused(PINNED, counted(d, 1, 1))))
        .pod(revision, Pods.loading());
    assertThat(scene.plan().images().changes()).isEmpty();
    assertThat(isPaused()).isTrue();

    replaceDeployment(paused(PINNED, counted(deployment(), 1, 0)));

    assertThat(scene.plan().images().changes())
        .containsExactly(new ReplicaSetImage("demo", revision + "-7c9f6d", "rs", PINNED));
    assertThat(isPaused()).isTrue();
    assertThat(image()).isEqualTo(PINNED);
  }

  @Test
  void itGoesOnOnceItsControllerCountsItsPodsAsThoseThatAreAskedFor() {
    scene
        .deployment(revision, 1, d -> paused(PINNED, counted(d, 1, 1)))
        .pod(revision, Pods.loading());

    assertThat(isPaused()).isFalse();
    assertThat(image()).isEqualTo(PINNED);
    assertThat(scene.plan().images().changes()).isEmpty();
  }

  @Test
  void fromThenOnNothingIsChanged() {
    scene.deployment(revision, 1, d -> by(PINNED, settled(d, 1))).pod(revision, Pods.ready());

    assertThat(isPaused()).isFalse();
    assertThat(image()).isEqualTo(PINNED);
    assertThat(scene.plan().images().changes()).isEmpty();
    assertThat(scene.plan().startAnew()).isEmpty();
  }

  /** Its ReplicaSet would never be what the Deployment asks for. */
  @Test
  void aRestartThatCameWithThePauseDoesNotKeepADeploymentPaused() {
    scene
        .deployment(revision, 1, d -> restarted(paused(PINNED, counted(d, 1, 0))))
        .pod(revision, Pods.ready());

    assertThat(isPaused()).isFalse();
    assertThat(image()).isEqualTo(PINNED);
    assertThat(scene.plan().images().changes()).isEmpty();
  }

  /** They were being replaced already: that goes on, by the digest. */
  @Test
  void podsOfTwoReplicaSetsDoNotKeepADeploymentPaused() {
    scene
        .deployment(revision, 2, d -> paused(PINNED, counted(d, 2, 0)))
        .pod(revision, Pods.ready())
        .pod(revision, Pods.loading());
    scene.pods().add(ofAnotherReplicaSet(scene.pods().removeLast()));

    assertThat(isPaused()).isFalse();
    assertThat(scene.plan().images().changes()).isEmpty();
  }

  /** As when its ReplicaSet was deleted: while it is paused its controller makes no other. */
  @Test
  void aDeploymentThatHasLostItsPodsDoesNotStayPaused() {
    know(DIGEST);
    scene.deployment(revision, 1, d -> paused(PINNED, counted(d, 0, 0)));

    assertThat(isPaused()).isFalse();
    assertThat(image()).isEqualTo(PINNED);
  }

  @Test
  void aDeploymentWithoutPodsNeedsNoDetour() {
    scene = Scene.of(ONE + "replicas: 0\n");
    revision = scene.record();
    scene.deployment(revision, 0, d -> counted(d, 0, 0));
    know(DIGEST);

    assertThat(image()).isEqualTo(PINNED);
    assertThat(isPaused()).isFalse();
  }

  @Test
  void aDeploymentThatIsMadeAgainHasTheDigestFromTheStartWhateverTheStatusSays() {
    know(DIGEST);
    scene.previous(null);

    assertThat(image()).isEqualTo(PINNED);
    assertThat(isPaused()).isFalse();
    assertThat(digestOfRecord()).contains(DIGEST);
  }

  @Test
  void anotherDigestThatSomebodyGaveTheDeploymentIsPutBack() {
    know(DIGEST);
    scene
        .deployment(revision, 1, d -> by(Scene.IMAGE + "@" + OTHER, settled(d, 1)))
        .pod(revision, Pods.ready());

    assertThat(image()).isEqualTo(PINNED);
    assertThat(isPaused()).isFalse();
    assertThat(digestOfRecord()).contains(DIGEST);
  }

  @ParameterizedTest
  @ValueSource(strings = {"latest", "sha256:1", ""})
  void whatSomebodyElseWroteIntoTheRecordIsNotBelieved(String text) {
    know(text);

    assertThat(image()).isEqualTo(Scene.IMAGE);
  }

  @Test
  void anEditOfSomethingElseTakesTheSameBytes() {
    scene.deployment(revision, 1, d -> by(PINNED, settled(d, 1))).pod(revision, Pods.ready());
    scene.service(new Selection.One(revision)).edit(ONE + "resources: {requests: {cpu: 10m}}\n");
    revision = scene.plan().targetName();

    assertThat(image()).isEqualTo(PINNED);
    assertThat(digestOfRecord()).contains(DIGEST);
  }

  @Test
  void refreshTakesTheTagAnew() {
    scene.deployment(revision, 1, d -> by(PINNED, settled(d, 1))).pod(revision, Pods.ready());
    scene.service(new Selection.One(revision)).edit(ONE + "refresh: CVE\n");
    revision = scene.plan().targetName();

    assertThat(image()).isEqualTo(Scene.IMAGE);
    assertThat(digestOfRecord()).isEmpty();
  }

  @Test
  void aLostRecordIsKnownByItsNameThoughItsPodsAreMadeByDigest() {
    scene.deployment(revision, 1, d -> by(PINNED, settled(d, 1))).pod(revision, Pods.ready());
    scene.loseRecords();

    Plan plan = scene.plan();

    assertThat(plan.targetName()).isEqualTo(revision);
    assertThat(plan.target().image()).isEqualTo(Scene.IMAGE);
    assertThat(image()).isEqualTo(PINNED);
    assertThat(digestOfRecord()).contains(DIGEST);
  }

  @Test
  void aForeignServerIsPinnedTheSame() {
    scene = Scene.of(FOREIGN);
    revision = scene.record();
    scene.deployment(revision, 1, d -> settled(d, 1)).pod(revision, Pods.loading());

    assertThat(image()).isEqualTo(PINNED);
    assertThat(isPaused()).isTrue();
  }

  @Test
  void whereTheSpecHasADigestNothingIsToBeLearned() {
    scene = Scene.of(ONE + "runtime: {image: '%s'}\n".formatted(Scene.IMAGE + "@" + OTHER));
    revision = scene.record();
    scene.deployment(revision, 1, d -> settled(d, 1)).pod(revision, Pods.ready());

    assertThat(image()).endsWith("@" + OTHER);
    assertThat(isPaused()).isFalse();
    assertThat(digestOfRecord()).isEmpty();
  }

  /** Of loaded images, of a mirror, and of another image with the same layers. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "sha256:1111111111111111111111111111111111111111111111111111111111111111",
        "docker.io/library/import-2026@sha256:1111111111111111111111111111111111111111111111111111111111111111",
        "mirror.test/fairlead/runtime-onnx@sha256:1111111111111111111111111111111111111111111111111111111111111111",
      })
  void whatNoRegistryOfThatNameKnowsPinsNothing(String imageId) {
    scene.deployment(revision, 1, d -> settled(d, 1));
    pod(Pods.ready(), new PodImages(Scene.IMAGE, imageId));

    assertThat(image()).isEqualTo(Scene.IMAGE);
    assertThat(digestOfRecord()).isEmpty();
  }

  @Test
  void whoServesSaysWhatIsMeant() {
    scene.deployment(revision, 2, d -> settled(d, 2));
    pod(Pods.loading(), new PodImages(Scene.IMAGE, REPOSITORY + "@" + OTHER));
    pod(Pods.ready(), new PodImages(Scene.IMAGE, REPOSITORY + "@" + DIGEST));

    assertThat(digestOfRecord()).contains(DIGEST);
  }

  @Test
  void aPodWithAnotherImageGoesBeforeItServesAndNotBeforeItsSuccessorRunsTheRightOne() {
    scene.deployment(revision, 2, d -> settled(d, 2)).pod(revision, Pods.ready());
    pod(Pods.loading(), new PodImages(Scene.IMAGE, REPOSITORY + "@" + OTHER));
    assertThat(scene.plan().startAnew()).isEmpty();

    replaceDeployment(by(PINNED, settled(deployment(), 2)));

    assertThat(scene.plan().startAnew()).extracting(ModelPod::name).containsExactly(name(1));
    assertThat(replicas()).isOne();
  }

  @Test
  void oneThatServesGoesOnceAnotherServesInItsPlace() {
    serveWithDifferentImages();
    assertThat(scene.plan().startAnew()).isEmpty();
    assertThat(replicas()).isEqualTo(3);

    pod(Pods.ready(), new PodImages(PINNED, REPOSITORY + "@" + DIGEST));
    assertThat(scene.plan().startAnew()).extracting(ModelPod::name).containsExactly(name(1));

    scene.pods().remove(1);
    assertThat(replicas()).isEqualTo(2);
    assertThat(scene.plan().startAnew()).isEmpty();
  }

  /** Else one would go after the other, for ever. */
  @Test
  void whatWasMadeByTheDigestStaysWhateverItsNodeCallsIt() {
    scene.deployment(revision, 1, d -> by(PINNED, settled(d, 1)));
    pod(Pods.loading(), new PodImages(PINNED, REPOSITORY + "@" + OTHER));

    assertThat(scene.plan().startAnew()).isEmpty();
    assertThat(scene.plan().images().more()).isZero();
  }

  private void serveWithDifferentImages() {
    scene = Scene.of(ONE + "replicas: 2\n");
    revision = scene.record();
    scene
        .deployment(revision, 2, d -> by(PINNED, settled(d, 2)))
        .service(new Selection.One(revision));
    pod(Pods.ready(), new PodImages(Scene.IMAGE, REPOSITORY + "@" + DIGEST));
    pod(Pods.ready(), new PodImages(Scene.IMAGE, REPOSITORY + "@" + OTHER));
  }

  private void pod(Pods shape, PodImages images) {
    scene.pod(revision, shape);
    scene.pods().add(images.in(scene.pods().removeLast()));
  }

  private String name(int number) {
    return revision + "-7c9f6d-" + number;
  }

  /** An earlier operator has recorded that. */
  private void know(String digest) {
    ControllerRevision record = record();
    record.getMetadata().setAnnotations(Map.of(ANNOTATION, digest));
    scene.loseRecords().recorded(record);
  }

  private Optional<String> digestOfRecord() {
    return Optional.ofNullable(record().getMetadata().getAnnotations())
        .map(annotations -> annotations.get(ANNOTATION));
  }

  private ControllerRevision record() {
    return planned(ControllerRevision.class).stream()
        .filter(r -> r.getMetadata().getName().equals(revision))
        .findFirst()
        .orElseThrow();
  }

  private String image() {
    return server(plannedDeployment().getSpec().getTemplate());
  }

  private boolean isPaused() {
    return Boolean.TRUE.equals(plannedDeployment().getSpec().getPaused());
  }

  private int replicas() {
    return plannedDeployment().getSpec().getReplicas();
  }

  private Deployment plannedDeployment() {
    return planned(Deployment.class).stream()
        .filter(d -> d.getMetadata().getName().equals(revision))
        .findFirst()
        .orElseThrow();
  }

  private <T> List<T> planned(Class<T> kind) {
    return scene.plan().apply().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private static String server(PodTemplateSpec template) {
    return template.getSpec().getContainers().getFirst().getImage();
  }

  private Deployment deployment() {
    return scene.deployments().getFirst();
  }

  private void replaceDeployment(Deployment deployment) {
    scene.deployments().clear();
    scene.deployments().add(deployment);
  }

  private static ModelPod ofAnotherReplicaSet(ModelPod pod) {
    return new ModelPod(
        new PodBuilder(pod.pod())
            .editMetadata()
            .editFirstOwnerReference()
            .withUid("another")
            .endOwnerReference()
            .endMetadata()
            .build());
  }
}
