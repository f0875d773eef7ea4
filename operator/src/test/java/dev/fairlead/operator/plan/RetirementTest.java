package dev.fairlead.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.operator.Pods;
import dev.fairlead.operator.Scene;
import dev.fairlead.operator.observe.ModelPod;
import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.rollout.Selection;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Old pods are kept, and their clients are to leave them. */
class RetirementTest {
  private static final String KEPT =
      "replicas: 2\nrollout: {strategy: BlueGreen, blueGreen: {keepOld: 1h}}\n";
  private static final String ONE = "model: {uri: 'oci://registry.test/models/minilm:1'}\n";
  private static final String TWO =
      "model: {uri: 'oci://registry.test/models/minilm:2', version: '2.0'}\n";
  private static final String FOREIGN =
      "runtime: {image: 'registry.test/server:1', custom: {ports: [{name: http, containerPort: 8080}]}}\n";
  private static final long FIRST_NUMBER = Scene.NOW.getEpochSecond();

  private final Scene scene = Scene.of(ONE);
  private String first = "";
  private String second = "";

  @Test
  void theSettingsAreThereBeforeAnybodyIsToLookAtThem() {
    ready(KEPT);
    assertThat(live()).as("the Service goes on to both").isEmpty();

    scene.service(new Selection.All());

    assertThat(live()).contains("generation: %d\nretired: [%s]\n".formatted(FIRST_NUMBER, first));
    assertThat(scene.plan().touches()).as("who comes back could come to them again").isEmpty();
  }

  @Test
  void onceTheServiceLeadsToTheOthersAlonePodsAreTold() {
    switched(KEPT);

    assertThat(live()).contains("generation: %d\nretired: [%s]\n".formatted(FIRST_NUMBER, first));
    assertThat(touched()).containsExactlyInAnyOrder(pod(0), pod(1));

    written();
    assertThat(scene.plan().touches()).as("once").isEmpty();
    assertThat(number()).isEqualTo(FIRST_NUMBER);
  }

  @Test
  void whileTheEndpointsAreOthersNobodyIsSentAway() {
    switched(KEPT);
    Observation exact = scene.observe();
    assertThat(Retirement.isInForce(exact)).isTrue();
    var before =
        new Observation(
            exact.primary(),
            exact.previous(),
            exact.history(),
            exact.children(),
            exact.selection(),
            exact.live(),
            exact.isFollowed(),
            null,
            exact.movingSince(),
            exact.now());
    assertThat(Retirement.isInForce(before)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "replicas: 2",
        "replicas: 2\nrollout: {strategy: BlueGreen, blueGreen: {keepOld: 0s}}",
        "replicas: 2\nrollout: {strategy: Canary, canary: {steps: [{weight: 5}]}}",
        "replicas: 2\nrollout: {strategy: Recreate}"
      })
  void podsThatGoAreNotTold(String rollout) {
    switched(rollout);
    assertThat(live()).isEmpty();
    assertThat(scene.plan().touches()).isEmpty();
  }

  @Test
  void aServerThatIsNoneOfOursIsNotTold() {
    scene.edit(ONE + FOREIGN + KEPT);
    switched(FOREIGN + KEPT);
    assertThat(live()).isEmpty();
    assertThat(scene.plan().touches()).isEmpty();
  }

  @Test
  void onTheWayBackTheyAreTakenInAgainAtOnceAndTheOthersAreSentAwayInTheEnd() {
    switched(KEPT);
    written();

    scene.edit(ONE + KEPT);
    assertThat(live()).contains("generation: %d\n".formatted(FIRST_NUMBER + 1));
    assertThat(touched()).containsExactlyInAnyOrder(pod(0), pod(1));
    written();

    scene.service(new Selection.One(first));
    assertThat(live())
        .contains("generation: %d\nretired: [%s]\n".formatted(FIRST_NUMBER + 2, second));
    assertThat(touched()).containsExactlyInAnyOrder(pod(0), pod(1), pod(2), pod(3));
  }

  @Test
  void whenTheyAreGoneNobodyHasToKnow() {
    switched(KEPT);
    written();
    scene.pods().removeIf(pod -> first.equals(pod.revision()));
    scene.deployments().removeIf(d -> d.getMetadata().getName().equals(first));

    assertThat(live()).contains("generation: %d\n".formatted(FIRST_NUMBER));
    assertThat(scene.plan().touches()).isEmpty();
  }

  @Test
  void aPauseChangesNothing() {
    switched(KEPT);
    written();
    Optional<String> before = live();
    scene.edit(TWO + KEPT + "paused: true\n");

    assertThat(live()).isEqualTo(before).hasValueSatisfying(l -> assertThat(l).contains(first));
    assertThat(scene.plan().touches()).isEmpty();
  }

  /** The Deployment of the one that leads is lost while no revision may change. */
  @Test
  void whoIsToHaveRequestsIsTakenInAgainWhileAllIsPausedToo() {
    switched(KEPT);
    written();
    scene.edit(TWO + KEPT + "paused: true\n");
    scene.pods().removeIf(pod -> second.equals(pod.revision()));
    scene.deployments().removeIf(d -> d.getMetadata().getName().equals(second));

    assertThat(live()).contains("generation: %d\n".formatted(FIRST_NUMBER + 1));
    assertThat(touched()).containsExactlyInAnyOrder(pod(0), pod(1));
  }

  /** Paused just when the Service had gone over. */
  @Test
  void aPauseKeepsNobodyFromLearningWhatIsWritten() {
    switched(KEPT);
    scene.shared().edit(TWO + KEPT + "paused: true\n");

    assertThat(touched()).containsExactlyInAnyOrder(pod(0), pod(1));
  }

  /** Two pods serve, and as many of the next version are ready. */
  private void ready(String rollout) {
    first = scene.record();
    scene
        .deployment(first, 2)
        .pod(first, Pods.ready())
        .pod(first, Pods.ready())
        .service(new Selection.One(first));
    second = scene.edit(TWO + rollout).record();
    scene.deployment(second, 2).pod(second, Pods.ready()).pod(second, Pods.ready());
  }

  /** The Service leads to the next version. */
  private void switched(String rollout) {
    ready(rollout);
    scene.service(new Selection.One(second));
  }

  /** What is planned is done. */
  private void written() {
    scene.shared().touched();
  }

  private List<String> touched() {
    return scene.plan().touches().stream().map(touch -> touch.pod().name()).toList();
  }

  private String pod(int index) {
    return scene.pods().stream().map(ModelPod::name).toList().get(index);
  }

  private Optional<String> live() {
    return scene.plan().apply().stream()
        .filter(ConfigMap.class::isInstance)
        .map(ConfigMap.class::cast)
        .filter(c -> c.getMetadata().getName().equals("minilm-live"))
        .findFirst()
        .map(c -> c.getData().get("live.yaml"));
  }

  private long number() {
    return Long.parseLong(live().orElseThrow().lines().findFirst().orElseThrow().substring(12));
  }
}
