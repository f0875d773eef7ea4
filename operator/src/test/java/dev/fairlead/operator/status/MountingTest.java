package dev.fairlead.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.operator.Pods;
import dev.fairlead.operator.Scene;
import dev.fairlead.operator.rollout.Selection;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said of pods with a claim that their node does not start. */
class MountingTest {
  private static final String SPEC = "model: {uri: 'pvc://models/minilm'}\n";

  @Test
  void itIsToldAfterAWhile() {
    Situation soon = situation(placed(29));
    assertThat(Mounting.of(soon)).isEmpty();
    assertThat(Mounting.nextDue(soon)).contains(Scene.NOW.plusSeconds(1));

    Situation late = situation(placed(30));
    assertThat(Mounting.of(late))
        .startsWith("; pod minilm-")
        .contains("node node-0", "PersistentVolumeClaim models", "ReadWriteOnce", "describe pod");
    assertThat(Mounting.nextDue(late)).isEmpty();
  }

  @Test
  void itStandsInTheMessageAndIsNoReason() {
    var reconciling =
        Conditions.find(Conditions.of(StatusFactory.of(situation(placed(31)))), "Reconciling")
            .orElseThrow();
    assertThat(reconciling.getReason()).isEqualTo("Starting");
    assertThat(reconciling.getMessage()).contains("0 of 1 pods ready; pod minilm-");
  }

  static Stream<Pods> others() {
    return Stream.of(
        Pods.placed(Duration.ofHours(1)),
        placed(3600).ending(),
        Pods.loading().in("models"),
        Pods.serverFailed(1, "Error", "ModelNotFound: nothing is there").in("models"),
        Pods.unschedulable("0/3 nodes are available").in("models"));
  }

  @ParameterizedTest
  @MethodSource("others")
  void nothingIsSaidOfOthers(Pods pod) {
    Situation situation = situation(pod);
    assertThat(Mounting.of(situation)).isEmpty();
    assertThat(Mounting.nextDue(situation)).isEmpty();
  }

  private static Pods placed(long secondsAgo) {
    return Pods.placed(Duration.ofSeconds(secondsAgo)).in("models");
  }

  private static Situation situation(Pods pod) {
    Scene scene = Scene.of(SPEC);
    String revision = scene.record();
    return scene
        .deployment(revision, 1)
        .pod(revision, pod)
        .service(new Selection.One(revision))
        .situation();
  }
}
