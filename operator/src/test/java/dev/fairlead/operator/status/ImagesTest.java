package dev.fairlead.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.api.v1alpha1.ModelStatus;
import dev.fairlead.operator.PodImages;
import dev.fairlead.operator.Pods;
import dev.fairlead.operator.Scene;
import dev.fairlead.operator.apply.Applied;
import dev.fairlead.operator.apply.Applied.Refusal;
import dev.fairlead.operator.rollout.Selection;
import dev.fairlead.operator.scrape.Answer;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bytes that may not be the same in every pod are told of, and take nothing from who serves. */
class ImagesTest {
  private static final String TWO_PODS =
      "{model: {uri: 'oci://registry.test/models/minilm:1'}, replicas: 2}";
  private static final String REPOSITORY = "registry.test/fairlead/runtime-onnx@";
  private static final String ONE = "sha256:" + "1".repeat(64);
  private static final String OTHER = "sha256:" + "9".repeat(64);

  private final Scene scene = Scene.of(TWO_PODS);
  private final String revision = scene.record();
  private Applied applied = Applied.ALL;

  @Test
  void nothingIsSaidWhereAllPodsRunTheSame() {
    serve(REPOSITORY + ONE, REPOSITORY + ONE);

    assertThat(conditions()).containsExactly("Ready=True Serving", "Available=True Serving");
    assertThat(digest()).isEqualTo(ONE);
  }

  @Test
  void loadedImagesAreNotPinned() {
    serve("sha256:" + "3".repeat(64), "sha256:" + "3".repeat(64));

    assertThat(conditions())
        .containsExactly(
            "Ready=True Serving", "Available=True Serving", "ImageNotPinned=True ImageNotPinned");
    assertThat(message()).contains(Scene.IMAGE, "sha256:333", "name it by its digest");
    assertThat(digest()).isNull();
  }

  @Test
  void aRefusalIsToldOfAModelThatServes() {
    serve(REPOSITORY + ONE, REPOSITORY + ONE);
    applied = new Applied(null, null, null, new Refusal.Forbidden("ReplicaSet minilm-1: no"));

    assertThat(conditions())
        .containsExactly(
            "Ready=True Serving", "Available=True Serving", "ImageNotPinned=True ImageNotPinned");
    assertThat(message()).startsWith("ReplicaSet minilm-1: no; ");
  }

  @Test
  void onePodMoreThatRunsTheSameIsNoNews() {
    serve("sha256:" + "3".repeat(64));
    String before = message();
    pod(Pods.ready(), "sha256:" + "3".repeat(64));

    assertThat(message()).isEqualTo(before);
  }

  @Test
  void beforeItIsReadyNothingIsSaidOfIt() {
    scene.deployment(revision, 2);
    pod(Pods.ready(), "sha256:" + "3".repeat(64));
    pod(Pods.ready(), "sha256:" + "3".repeat(64));

    assertThat(conditions()).noneMatch(condition -> condition.startsWith("ImageNotPinned"));
  }

  @Test
  void loadedImagesThatDifferAreTold() {
    serve("sha256:" + "3".repeat(64), "sha256:" + "4".repeat(64));

    assertThat(conditions())
        .containsExactly(
            "Ready=True Serving", "Available=True Serving", "ImageNotPinned=True ImagesDiffer");
    assertThat(message()).contains("-0 has sha256:333", "-1 has sha256:444");
  }

  /** The day of their import is part of these names, and says nothing of what is in them. */
  @Test
  void namesThatCannotBeComparedAreNoDifference() {
    serve("docker.io/library/import-2026-01-01@" + ONE, "sha256:" + "3".repeat(64));

    assertThat(conditions()).contains("ImageNotPinned=True ImageNotPinned");
  }

  @Test
  void aPodWithAnotherImageIsToldUntilItIsReplaced() {
    serve(REPOSITORY + ONE, REPOSITORY + OTHER);

    assertThat(conditions())
        .containsExactly(
            "Ready=True Serving", "Available=True Serving", "ImageNotPinned=True ImagesDiffer");
    assertThat(message()).contains("runs " + ONE, "-1 has " + OTHER);
    assertThat(digest()).isEqualTo(ONE);
  }

  @Test
  void whileOneMorePodIsThereForItThatIsUnderWay() {
    differ();

    assertThat(scene.plan().images().more()).isEqualTo(1);
    assertThat(conditions())
        .containsExactly(
            "Ready=True Serving",
            "Available=True Serving",
            "Reconciling=True ImagesDiffer",
            "ImageNotPinned=True ImagesDiffer");
  }

  @Test
  void whileAllIsHeldNoneThatIsReadyIsReplaced() {
    differ();
    scene.edit(TWO_PODS.replace("replicas: 2", "replicas: 2, paused: true"));

    assertThat(scene.plan().images().more()).isZero();
  }

  @Test
  void whileANodeIsDrainedNoOtherPodThatIsReadyGoes() {
    differ();
    scene.cordon("node-0");

    assertThat(scene.plan().images().more()).isZero();
  }

  /** By their nodes; whatever starts from now on is made by the digest of the first. */
  private void differ() {
    serve(REPOSITORY + ONE, REPOSITORY + OTHER);
    scene.deployments().add(byDigest(scene.deployments().removeLast()));
  }

  private void serve(String... imageIds) {
    scene.deployment(revision, imageIds.length);
    for (String imageId : imageIds) {
      pod(Pods.ready(), imageId);
    }
    scene.service(new Selection.One(revision));
  }

  private void pod(Pods shape, String imageId) {
    scene.pod(revision, shape);
    scene.pods().add(new PodImages(Scene.IMAGE, imageId).in(scene.pods().removeLast()));
  }

  private static Deployment byDigest(Deployment deployment) {
    return new DeploymentBuilder(deployment)
        .editSpec()
        .editTemplate()
        .editSpec()
        .editFirstContainer()
        .withImage(Scene.IMAGE + "@" + ONE)
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  private List<String> conditions() {
    return status().conditions().stream()
        .map(c -> c.getType() + "=" + c.getStatus() + " " + c.getReason())
        .toList();
  }

  private String message() {
    return Conditions.find(status().conditions(), "ImageNotPinned")
        .map(Condition::getMessage)
        .orElseThrow();
  }

  private String digest() {
    return status().revisions().getFirst().image().digest();
  }

  private ModelDeploymentStatus status() {
    var model = new ModelStatus("ONNX", null, null, List.of(), List.of());
    return StatusFactory.of(scene.situation(new Answer.From(revision, model), applied, null));
  }
}
