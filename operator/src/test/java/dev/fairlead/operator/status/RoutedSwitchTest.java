package dev.fairlead.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.api.v1alpha1.ModelStatus;
import dev.fairlead.operator.PlayedGateway;
import dev.fairlead.operator.Pods;
import dev.fairlead.operator.apply.Applied;
import dev.fairlead.operator.apply.Applied.Refusal;
import dev.fairlead.operator.observe.ModelPod;
import dev.fairlead.operator.plan.Touch;
import dev.fairlead.operator.rollout.Selection;
import dev.fairlead.operator.rollout.analysis.Histogram;
import dev.fairlead.operator.rollout.analysis.MirrorCounts;
import dev.fairlead.operator.rollout.analysis.Readings;
import dev.fairlead.operator.scrape.Answer;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPBackendRef;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * A model behind a gateway, whose old pods were kept after a switch, and what comes after that: the
 * same live settings send clients away and tell who mirrors.
 */
class RoutedSwitchTest extends CandidateScene {
  private static final String ROUTE =
      "route: {parentRefs: [{name: public, namespace: gateways}], hostnames: [m.example.com]}\n";
  private static final String MIRROR =
      ", mirror: {percent: 10, maxRelativeDifference: '1e-2', minRequests: 50}";
  private static final String CANARY =
      "rollout: {strategy: Canary, canary: {steps: [{weight: 20}, {weight: 50}]}}\n";

  private String first = "";
  private String second = "";
  private String third = "";

  RoutedSwitchTest() {
    super(spec(1, ROUTE));
    scene.gatewayApi();
  }

  @Test
  void behindARouteTooOldPodsSendTheirClientsAway() {
    switched("");

    assertThat(live()).isEqualTo("generation: %d\nretired: [%s]\n".formatted(FIRST_NUMBER, first));
    assertThat(weights()).isEqualTo(Map.of("minilm", 100));
    assertThat(touchedRevisions()).containsExactly(first, first);
  }

  /** Nobody was ever told to send anything to others, so nobody has to say that it does not. */
  @Test
  void aCanaryAfterASwitchNeedsNoWordOfAnyPod() {
    switched("");
    scene.shared().touched();
    canary();

    assertThat(leadsTo("minilm-candidate")).isEqualTo(third);
    scene.shared();
    assertThat(weights()).isEqualTo(Map.of("minilm", 80, "minilm-candidate", 20));
    assertThat(live())
        .as("old pods are still there")
        .isEqualTo("generation: %d\nretired: [%s]\n".formatted(FIRST_NUMBER, first));
  }

  /** The numbers of a mirror and of a retirement are the same ones. */
  @Test
  void afterAMirrorPodsHaveToSayThatTheyMirrorNoMore() {
    switched(MIRROR);
    scene.shared().touched();
    assertThat(live())
        .isEqualTo("generation: %d\nretired: [%s]\n".formatted(FIRST_NUMBER + 2, first));
    canary();

    assertThat(leadsTo("minilm-candidate")).as("nobody has said anything").isEqualTo(second);
    inForce(second, FIRST_NUMBER);
    assertThat(leadsTo("minilm-candidate")).as("they may have the mirror").isEqualTo(second);

    inForce(second, FIRST_NUMBER + 1);
    assertThat(leadsTo("minilm-candidate"))
        .as("that clients are sent away is no matter")
        .isEqualTo(third);
    scene.shared();
    assertThat(weights()).isEqualTo(Map.of("minilm", 80, "minilm-candidate", 20));
  }

  /** Kept pods go as soon as another version is declared. */
  @Test
  void oldPodsGoWhenACanaryBeginsAndNobodyHasToKnow() {
    switched("");
    scene.shared().touched();
    canary();
    assertThat(replicas()).isEqualTo(Map.of(second, 2, third, 1));

    scene.pods().removeIf(pod -> first.equals(pod.revision()));
    scene.deployments().removeIf(d -> d.getMetadata().getName().equals(first));
    assertThat(live()).isEqualTo("generation: %d\n".formatted(FIRST_NUMBER));
    assertThat(touchedRevisions()).doesNotContain(first);
  }

  @Test
  void aRouteThatIsTakenAwayInACanaryIsGoneBeforePodsHandOn() {
    share();
    scene.edit(spec(3, CANARY));

    assertThat(scene.plan().delete()).hasOnlyElementsOfType(HTTPRoute.class).hasSize(1);
    assertThat(live()).as("two who share would multiply").doesNotContain("share");

    scene.shared();
    assertThat(live()).contains("share:\n  percent: 20\n");
    assertThat(leadsTo("minilm-candidate")).isEqualTo(third);
  }

  @Test
  void aRouteThatIsTakenAwayWithItsCandidateIsGoneBeforeThePods() {
    share();
    scene.edit(spec(2, CANARY));

    assertThat(scene.plan().delete()).hasOnlyElementsOfType(HTTPRoute.class);
    assertThat(replicas()).as("the gateway leads there").containsEntry(third, 1);

    scene.shared();
    assertThat(replicas()).isEqualTo(Map.of(second, 2));
  }

  @Test
  void aRouteThatComesInACanaryHasItsShareOncePodsHandNothingOn() {
    switched("");
    scene.shared().touched().edit(spec(3, CANARY));
    third = scene.record();
    scene.deployment(third, 1).pod(third, Pods.ready());
    told();
    scene.shared();
    scene.shared().touched();
    assertThat(live()).contains("percent: 20");

    scene.edit(spec(3, ROUTE + CANARY));
    scene.shared().touched().gateways(PlayedGateway::accepts);
    assertThat(live()).doesNotContain("share");
    assertThat(weights()).as("pods hand on").isEqualTo(Map.of("minilm", 100));

    inForce(second, FIRST_NUMBER + 2);
    assertThat(weights()).isEqualTo(Map.of("minilm", 80, "minilm-candidate", 20));
  }

  /** A gateway whose program is gone never follows: else nobody would learn what is waited for. */
  @Test
  void whyPodsOfAVersionThatWasGivenUpStayIsTold() {
    share();
    scene.edit(spec(2, ROUTE + CANARY));
    scene.shared();

    assertThat(replicas()).containsEntry(third, 1);
    assertThat(message()).contains("pods of " + third + " stay until", "HTTPRoute minilm");

    scene.gateways(PlayedGateway::accepts);
    assertThat(replicas()).isEqualTo(Map.of(second, 2));
  }

  @Test
  void aGatewayThatRefusesInTheMiddleOfAStepHoldsIt() {
    share();
    assertThat(status().rollout().canary().stepsDone()).isEqualTo(1);

    scene.gateways(PlayedGateway::refuses);
    assertThat(status().rollout().canary().stepsDone()).isZero();
    assertThat(conditions()).contains("Ready=False RouteNotAccepted", "Available=True Serving");
  }

  @Test
  void aRouteThatTheApiServerRefusesStopsNothingElse() {
    switched("");
    var refused = new Applied(null, null, new Refusal.Foreign("HTTPRoute minilm exists"), null);
    var answer = new Answer.From(second, new ModelStatus("ONNX", null, null, List.of(), List.of()));
    Situation situation = scene.situation(answer, refused, null);

    assertThat(Alarm.of(situation)).contains(Duration.ofSeconds(10));
    assertThat(StatusFactory.of(situation).conditions())
        .extracting(c -> c.getType() + "=" + c.getStatus() + " " + c.getReason())
        .containsExactlyInAnyOrder(
            "Ready=True Serving", "Available=True Serving", "Reconciling=True RouteNotAccepted");
  }

  /** Somebody has deleted it: no gateway leads to the candidate then. */
  @Test
  void withoutItsRouteACandidateHasNothing() {
    share();
    scene.gatewayApi();

    assertThat(status().traffic()).extracting(t -> t.weight()).containsExactly(100);
    assertThat(status().rollout().canary().stepsDone()).isZero();
    assertThat(weights()).isEqualTo(Map.of("minilm", 80, "minilm-candidate", 20));
  }

  /** The first version was replaced by the second, and its pods are kept. */
  private void switched(String mirror) {
    first = scene.record();
    scene
        .deployment(first, 2)
        .pod(first, Pods.ready())
        .pod(first, Pods.ready())
        .service(new Selection.One(first));
    told();
    scene.shared().gateways(PlayedGateway::accepts);
    String rollout =
        "rollout: {strategy: BlueGreen, blueGreen: {keepOld: 1h}%s}\n".formatted(mirror);
    second = scene.edit(spec(2, ROUTE + rollout)).record();
    told();
    scene.shared();
    scene.deployment(second, 2).pod(second, Pods.ready()).pod(second, Pods.ready());
    if (!mirror.isEmpty()) {
      mirrored();
    }
    scene.service(new Selection.All());
    told();
    scene.shared().touched();
    scene.service(new Selection.One(second));
    told();
    scene.readings(null);
  }

  /** All pods of the first version have mirrored, and enough answers were the same. */
  private void mirrored() {
    told();
    scene.shared();
    told();
    scene.shared().touched();
    inForce(first, FIRST_NUMBER);
    told();
    var same =
        new MirrorCounts(50, 0, 0, 0, 0, 0, 0, new Histogram(List.of(0.01), List.of(50L, 0L)));
    scene.readings(new Readings(numbers(first, FIRST_NUMBER), null, same));
    told();
    scene.shared().touched();
  }

  /** The third version is declared, and has a pod. */
  private void canary() {
    third = scene.edit(spec(3, ROUTE + CANARY)).record();
    told();
    scene.deployment(third, 1).pod(third, Pods.ready());
    told();
  }

  /** Its share is in force, and its step has begun. */
  private void share() {
    switched("");
    scene.shared().touched();
    canary();
    scene.shared();
    told();
    scene.shared().gateways(PlayedGateway::accepts);
    told();
    scene.pods().removeIf(pod -> first.equals(pod.revision()));
    scene.deployments().removeIf(d -> d.getMetadata().getName().equals(first));
  }

  private void inForce(String revision, long number) {
    scene.readings(new Readings(numbers(revision, number), null));
  }

  private Map<String, Long> numbers(String revision, long number) {
    return scene.pods().stream()
        .filter(pod -> revision.equals(pod.revision()))
        .collect(Collectors.toMap(ModelPod::name, pod -> number));
  }

  private List<String> touchedRevisions() {
    return scene.plan().touches().stream().map(Touch::pod).map(ModelPod::revision).toList();
  }

  private Map<String, Integer> weights() {
    return planned(HTTPRoute.class)
        .findFirst()
        .orElseThrow()
        .getSpec()
        .getRules()
        .getLast()
        .getBackendRefs()
        .stream()
        .collect(Collectors.toMap(HTTPBackendRef::getName, HTTPBackendRef::getWeight));
  }

  private static String spec(int version, String more) {
    return "model: {uri: 'oci://registry.test/models/minilm:%d'}\nreplicas: 2\n".formatted(version)
        + more;
  }
}
