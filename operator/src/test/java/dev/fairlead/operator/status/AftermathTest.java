package dev.fairlead.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.api.v1alpha1.Reason;
import dev.fairlead.operator.Pods;
import dev.fairlead.operator.Scene;
import dev.fairlead.operator.rollout.Selection;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long the reason of a pod that was replaced stands. */
class AftermathTest {
  private static final String SPEC = "model: {uri: 'oci://registry.test/models/minilm:1'}\n";

  private Scene scene = Scene.of(SPEC);
  private final String revision = scene.record();

  @BeforeEach
  void aModelNeedsAPerson() {
    scene
        .deployment(revision, 1)
        .pod(revision, Pods.fetchFailed("ModelNotFound: nothing is there"))
        .service(new Selection.One(revision));
    scene.previous(StatusFactory.of(scene.situation()));
    scene.pods().clear();
  }

  @Test
  void itStandsWhileThereIsNoPod() {
    assertThat(Aftermath.endsAt(scene.situation())).isEmpty();
    assertThat(Aftermath.of(scene.situation()))
        .contains(Verdict.stalled(Reason.MODEL_NOT_FOUND, "nothing is there"));
  }

  @Test
  void itEndsWhenTheFirstPodHasHadItsTime() {
    scene
        .pod(revision, Pods.loading().aged(Duration.ofSeconds(5)))
        .pod(revision, Pods.loading().aged(Duration.ofSeconds(19)));
    assertThat(Aftermath.endsAt(scene.situation())).contains(Scene.NOW.plusSeconds(1));
    assertThat(Aftermath.of(scene.situation())).isPresent();

    scene.pod(revision, Pods.loading().aged(Duration.ofSeconds(20)));
    assertThat(Aftermath.of(scene.situation())).isEmpty();
  }

  @Test
  void podsThatEndOrHaveEndedDoNotCount() {
    scene
        .pod(revision, Pods.loading().aged(Duration.ofHours(1)).ending())
        .pod(revision, Pods.evicted("The node was low on memory.").aged(Duration.ofHours(1)))
        .pod(revision, Pods.loading().aged(Duration.ofSeconds(1)));
    assertThat(Aftermath.endsAt(scene.situation())).contains(Scene.NOW.plusSeconds(19));
  }

  @Test
  void whatWasSaidOfAnotherGenerationIsOver() {
    scene.edit(SPEC + "replicas: 2");
    assertThat(Aftermath.of(scene.situation())).isEmpty();
  }

  @Test
  void onlyWhatPodsHaveSaidStands() {
    scene = Scene.of("model: {uri: 'gs://bucket/minilm'}");
    scene.previous(StatusFactory.of(scene.situation()));
    assertThat(Conditions.find(Conditions.of(scene.situation().previous()), "Stalled")).isPresent();
    assertThat(Aftermath.of(scene.situation())).isEmpty();
  }
}
