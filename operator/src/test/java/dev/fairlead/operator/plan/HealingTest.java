package dev.fairlead.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.operator.Pods;
import dev.fairlead.operator.Scene;
import dev.fairlead.operator.observe.ModelPod;
import dev.fairlead.operator.status.StatusFactory;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which pods in back-off are started anew, and when. */
class HealingTest {
  private static final String SPEC = "model: {uri: 'oci://registry.test/models/minilm:1'}\n";
  private static final Pods NOT_FOUND = Pods.fetchFailed("ModelNotFound: nothing is there");

  private final Scene scene = Scene.of(SPEC);
  private final String revision = scene.record();

  @Test
  void onceAMinuteAndNotSooner() {
    scene.pod(revision, NOT_FOUND.aged(Duration.ofSeconds(59)));
    assertThat(due()).isEmpty();
    assertThat(Healing.nextDue(scene.observe())).contains(Scene.NOW.plusSeconds(1));

    scene.pods().clear();
    scene.pod(revision, NOT_FOUND.aged(Duration.ofSeconds(60)));
    assertThat(due()).hasSize(1);
    assertThat(Healing.nextDue(scene.observe())).isEmpty();
  }

  @Test
  void atOnceWhenTheUserHasJustActed() {
    scene.pod(revision, NOT_FOUND.aged(Duration.ofSeconds(1)));
    scene.previous(StatusFactory.of(scene.situation()));
    assertThat(due()).isEmpty();

    scene.edit(SPEC + "replicas: 2");

    assertThat(due()).hasSize(1);
  }

  @Test
  void theNextOneIsTheOldestOfThoseThatWait() {
    scene
        .pod(revision, NOT_FOUND.aged(Duration.ofSeconds(10)))
        .pod(revision, NOT_FOUND.aged(Duration.ofSeconds(40)));
    assertThat(Healing.nextDue(scene.observe())).contains(Scene.NOW.plusSeconds(20));
  }

  static Stream<Pods> curable() {
    return Stream.of(
        NOT_FOUND,
        Pods.fetchFailed("CredentialsNotFound: Secret hf-token"),
        Pods.fetchFailed("FetchFailed: timeout"),
        Pods.fetchFailed("DigestMismatch: other bytes"),
        Pods.serverFailed(1, "Error", "ModelInvalid: no graph"),
        Pods.serverFailed(1, "Error", "FormatNotSupported: savedmodel"),
        Pods.serverWaits("ImagePullBackOff", "manifest unknown"),
        Pods.serverWaits("ImagePullBackOff", "401 Unauthorized"));
  }

  @ParameterizedTest
  @MethodSource("curable")
  void whatCanBeCuredElsewhereIsTriedAgain(Pods pod) {
    scene.pod(revision, pod);
    assertThat(due()).hasSize(1);
  }

  /** Another pod would end the same way, or has not ended yet, or is not in anybody's way. */
  static Stream<Pods> left() {
    return Stream.of(
        Pods.serverFailed(137, "OOMKilled", ""),
        Pods.serverFailed(139, "Error", ""),
        Pods.serverWaits("CreateContainerConfigError", "container has runAsNonRoot"),
        Pods.serverWaits("ErrImagePull", "manifest unknown"),
        Pods.fetchEnded("ModelNotFound: nothing is there"),
        Pods.unschedulable("0/3 nodes are available"),
        Pods.gated("kueue.x-k8s.io/admission").aged(Duration.ofDays(3)),
        Pods.ready(),
        Pods.fetching(),
        NOT_FOUND.ending());
  }

  @ParameterizedTest
  @MethodSource("left")
  void everyOtherPodIsLeftAlone(Pods pod) {
    scene.pod(revision, pod);
    assertThat(due()).isEmpty();
    assertThat(Healing.nextDue(scene.observe())).isEmpty();
  }

  @Test
  void aPodThatSomebodyMadeWithTheSameLabelsIsLeftAlone() {
    scene.pod(revision, NOT_FOUND);
    var foreign =
        new PodBuilder(scene.pods().getFirst().pod())
            .editMetadata()
            .withOwnerReferences()
            .endMetadata()
            .build();
    scene.pods().set(0, new ModelPod(foreign));
    assertThat(due()).isEmpty();
  }

  private List<ModelPod> due() {
    return Healing.due(scene.observe());
  }
}
