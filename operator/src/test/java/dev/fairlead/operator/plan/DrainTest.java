package dev.fairlead.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.operator.Pods;
import dev.fairlead.operator.Scene;
import dev.fairlead.operator.rollout.Selection;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What evictions have to leave, and how a drain gets on. */
class DrainTest {
  private static final String ONE = "model: {uri: 'oci://registry.test/models/minilm:1'}\n";
  private static final String TWO = "model: {uri: 'oci://registry.test/models/minilm:2'}\n";
  private static final Duration ALMOST = Drain.DEADLINE.minusSeconds(1);

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "2, 1", "3, 2", "10, 9"})
  void allButOneHaveToStayAndTheOnlyOne(int replicas, int leastReady) {
    PodDisruptionBudget budget = budget(Scene.of(ONE + "replicas: " + replicas));

    assertThat(budget.getSpec().getMinAvailable().getIntVal()).isEqualTo(leastReady);
    assertThat(budget.getSpec().getMaxUnavailable()).isNull();
    assertThat(budget.getSpec().getUnhealthyPodEvictionPolicy()).isEqualTo("AlwaysAllow");
    assertThat(budget.getSpec().getSelector().getMatchLabels())
        .as("pods of whichever revision")
        .isEqualTo(Map.of("serving.fairlead.dev/modeldeployment", "minilm"));
  }

  @Test
  void theBudgetIsWrittenLastSinceNothingBuildsOnIt() {
    assertThat(Scene.of(ONE).plan().apply()).last().isInstanceOf(PodDisruptionBudget.class);
  }

  @Test
  void whileNoNodeIsCordonedTheSizeIsTheDeclaredOne() {
    Scene scene = serves(1, Pods.ready()).cordon("of-somebody-else");
    assertThat(sizes(scene)).containsExactly(1);
    assertThat(scene.plan().drain().nodes()).isEmpty();
  }

  @Test
  void theOnlyPodGetsCompanyWhileItsNodeIsCordoned() {
    Scene scene = serves(1, Pods.ready()).cordon("node-0");
    assertThat(sizes(scene)).containsExactly(2);
    assertThat(scene.plan().drain().nodes()).containsExactly("node-0");
    assertThat(leastReady(scene)).isEqualTo(1);

    getsSecond(scene, Pods.ready());
    assertThat(sizes(scene)).as("until the first has gone").containsExactly(2);
    assertThat(leastReady(scene)).isEqualTo(1);

    scene.pods().removeFirst();
    assertThat(sizes(scene)).as("after the move").containsExactly(1);
  }

  @Test
  void aNodeThatTakesPodsAgainNeedsNoSecondPod() {
    Scene scene = serves(1, Pods.ready()).cordon("node-0");
    assertThat(sizes(scene)).containsExactly(2);
    assertThat(sizes(scene.uncordon("node-0"))).containsExactly(1);
  }

  @Test
  void aPodThatIsOnItsWayOutOrHasEndedNeedsNoCompany() {
    assertThat(sizes(serves(1, Pods.ready().ending()).cordon("node-0"))).containsExactly(1);
    assertThat(sizes(serves(1, Pods.evicted("low on memory")).cordon("node-0"))).containsExactly(1);
  }

  @Test
  void ofSeveralOneMayGoWithoutCompany() {
    Scene scene = serves(3, Pods.ready(), Pods.ready(), Pods.ready()).cordon("node-0");
    assertThat(sizes(scene)).containsExactly(3);
    assertThat(leastReady(scene)).isEqualTo(2);
    assertThat(scene.plan().drain().overdueAt()).isNull();
  }

  @Test
  void atZeroNothingIsDone() {
    Scene scene = serves(0, Pods.ready()).cordon("node-0");
    assertThat(sizes(scene)).containsExactly(0);
    assertThat(leastReady(scene)).isZero();
  }

  @Test
  void theVersionThatServesGetsTheCompanyWhileAnotherCannotStart() {
    Scene scene = serves(1, Pods.ready()).cordon("node-0");
    String first = scene.plan().targetName();
    scene.edit(TWO);
    String second = scene.record();
    scene.deployment(second, 1).pod(second, Pods.fetchFailed("ModelNotFound: nothing is there"));

    assertThat(sizesByRevision(scene)).containsEntry(first, 2);
    assertThat(leastReady(scene)).isEqualTo(1);
  }

  @Test
  void pausedItGetsCompanyToo() {
    Scene scene = serves(1, Pods.ready()).cordon("node-0").edit(ONE + "paused: true");
    assertThat(sizes(scene)).containsExactly(2);
  }

  @Test
  void aDrainDoesNotWaitForEver() {
    Scene scene = serves(1, Pods.ready()).cordon("node-0").movingFor(ALMOST);
    getsSecond(scene, Pods.unschedulable("no room"));
    assertThat(leastReady(scene)).isEqualTo(1);
    assertThat(scene.plan().drain().isOverdue()).isFalse();
    assertThat(scene.plan().drain().overdueAt()).isEqualTo(Scene.NOW.plusSeconds(1));

    scene.movingFor(Drain.DEADLINE);
    assertThat(leastReady(scene)).isZero();
    assertThat(scene.plan().drain().isOverdue()).isTrue();
    assertThat(sizes(scene)).as("the second pod may still find its room").containsExactly(2);
  }

  @Test
  void whatIsReadyElsewhereStaysAllTheSame() {
    Scene scene =
        serves(4, Pods.ready(), Pods.ready(), Pods.ready(), Pods.loading())
            .cordon("node-0")
            .cordon("node-1")
            .movingFor(Drain.DEADLINE);
    assertThat(leastReady(scene)).isEqualTo(1);
  }

  @Test
  void aNodeThatIsCordonedForLongIsNoDrainThatWaits() {
    Scene scene =
        serves(1, Pods.ready(), Pods.ready()).cordon("node-0").movingFor(Duration.ofDays(7));
    assertThat(leastReady(scene)).isEqualTo(1);
    assertThat(scene.plan().drain().overdueAt()).isNull();
  }

  @Test
  void whatIsNotReadyIsEvictedAnywaySoThatNothingWaits() {
    Scene scene = serves(1, Pods.loading()).cordon("node-0").movingFor(Duration.ofDays(7));
    assertThat(sizes(scene)).containsExactly(2);
    assertThat(leastReady(scene)).isEqualTo(1);
    assertThat(scene.plan().drain().isOverdue()).isFalse();
  }

  @Test
  void whereBudgetsAreTurnedOffThereIsNeitherBudgetNorCompany() {
    Scene scene = serves(1, Pods.ready()).cordon("node-0");
    PodDisruptionBudget before = budget(scene);
    scene.budget(before).site(site -> new Site(site.pods(), site.trustedCas(), false, null));

    assertThat(sizes(scene)).containsExactly(1);
    assertThat(scene.plan().apply()).noneMatch(PodDisruptionBudget.class::isInstance);
    assertThat(scene.plan().delete()).containsExactly(before);
  }

  private static Scene serves(int replicas, Pods... pods) {
    Scene scene = Scene.of(ONE + "replicas: " + replicas);
    String revision = scene.record();
    scene.deployment(revision, replicas).service(new Selection.One(revision));
    List.of(pods).forEach(pod -> scene.pod(revision, pod));
    return scene;
  }

  private static void getsSecond(Scene scene, Pods pod) {
    String revision = scene.plan().targetName();
    scene.deployments().clear();
    scene.deployment(revision, 2).pod(revision, pod);
  }

  private static PodDisruptionBudget budget(Scene scene) {
    return scene.plan().apply().stream()
        .filter(PodDisruptionBudget.class::isInstance)
        .map(PodDisruptionBudget.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private static int leastReady(Scene scene) {
    return budget(scene).getSpec().getMinAvailable().getIntVal();
  }

  private static List<Integer> sizes(Scene scene) {
    return List.copyOf(sizesByRevision(scene).values());
  }

  private static Map<String, Integer> sizesByRevision(Scene scene) {
    return scene.plan().apply().stream()
        .filter(Deployment.class::isInstance)
        .map(Deployment.class::cast)
        .collect(Collectors.toMap(d -> d.getMetadata().getName(), d -> d.getSpec().getReplicas()));
  }
}
