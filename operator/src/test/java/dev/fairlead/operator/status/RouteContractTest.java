package dev.fairlead.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.api.v1alpha1.TrafficStatus;
import dev.fairlead.operator.PlayedGateway;
import dev.fairlead.operator.Pods;
import dev.fairlead.operator.Scene;
import dev.fairlead.operator.gateway.GatewayApi;
import dev.fairlead.operator.observe.ModelPod;
import dev.fairlead.operator.rollout.analysis.Counts;
import dev.fairlead.operator.rollout.analysis.Histogram;
import dev.fairlead.operator.rollout.analysis.MirrorCounts;
import dev.fairlead.operator.rollout.analysis.Readings;
import dev.fairlead.operator.rollout.analysis.Sides;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPBackendRef;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteSpec;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A model behind a gateway, and a canary that the gateway shares requests out for. */
class RouteContractTest extends RouteScene {
  private static final String MIRROR =
      "mirror: {percent: 10, maxRelativeDifference: '1e-2', minRequests: 50}";
  private static final String MIRRORED_CANARY =
      "rollout: {strategy: Canary, canary: {steps: [{weight: 20}]}, " + MIRROR + "}\n";
  private static final String MIRRORED_BLUE_GREEN =
      "rollout: {strategy: BlueGreen, " + MIRROR + "}\n";
  private static final String ANALYSIS = ", analysis: {minRequests: 100}";

  @Test
  void theRouteLeadsToTheServiceWithAllDefaultsWritten() {
    serves("");

    HTTPRouteSpec expected =
        Serialization.unmarshal(
            """
            hostnames: [m.example.com]
            parentRefs:
            - {group: gateway.networking.k8s.io, kind: Gateway, name: public, namespace: gateways}
            rules:
            - backendRefs: [{group: "", kind: Service, name: minilm, port: 8081, weight: 100}]
              matches: [{path: {type: PathPrefix, value: /inference.GRPCInferenceService}}]
            - backendRefs: [{group: "", kind: Service, name: minilm, port: 80, weight: 100}]
              matches: [{path: {type: PathPrefix, value: /}}]
            """,
            HTTPRouteSpec.class);
    assertThat(planned().getSpec()).isEqualTo(expected);
  }

  @Test
  void withoutGatewayApiAllElseGoesOn() {
    scene.noGatewayApi();
    serves("");

    assertThat(conditions()).contains("Ready=True Serving", "Reconciling=True GatewayApiMissing");
    assertThat(scene.plan().apply()).noneMatch(HTTPRoute.class::isInstance);
    assertThat(Alarm.of(scene.situation())).hasValue(GatewayApi.PAUSE);

    scene.gatewayApi();
    assertThat(scene.plan().apply()).anyMatch(HTTPRoute.class::isInstance);
  }

  @Test
  void aGatewayThatRefusesIsNamedWithItsOwnWords() {
    serves("");
    scene.shared();
    assertThat(conditions()).contains("Reconciling=True RouteNotAccepted");
    assertThat(message("Reconciling")).contains("Gateway gateways/public has not answered");

    scene.gateways(PlayedGateway::refuses);
    assertThat(message("Reconciling"))
        .contains(
            "Gateway gateways/public: Accepted is False, NotAllowedByListeners: as the test has"
                + " it");

    scene.gateways(PlayedGateway::accepts);
    assertThat(conditions())
        .containsExactlyInAnyOrder("Ready=True Serving", "Available=True Serving");
  }

  @Test
  void whatNobodyAsksForAnyMoreGoes() {
    serves("");
    scene.shared().edit(spec(1, ""));
    assertThat(scene.plan().delete()).hasOnlyElementsOfType(HTTPRoute.class).hasSize(1);
    assertThat(scene.plan().apply()).noneMatch(HTTPRoute.class::isInstance);
  }

  @Test
  void aShareIsInForceOnceTheGatewayHasIt() {
    share();

    assertThat(weights()).isEqualTo(Map.of("minilm", 80, "minilm-candidate", 20));
    assertThat(scene.plan().apply())
        .as("stable pods hand nothing on")
        .noneMatch(ConfigMap.class::isInstance);
    assertThat(status().traffic()).containsExactly(new TrafficStatus(first, 100));
    assertThat(message("Ready"))
        .contains("20 % of the requests, not yet in force at every gateway");

    scene.gateways(PlayedGateway::accepts);

    assertThat(status().traffic())
        .containsExactly(new TrafficStatus(first, 80), new TrafficStatus(second, 20));
    assertThat(status().rollout().canary().since()).isEqualTo(Scene.NOW.toString());
  }

  @Test
  void aCanaryWaitsWhileGatewayApiIsMissing() {
    share();
    scene.noGatewayApi();

    assertThat(conditions())
        .contains("Ready=False GatewayApiMissing", "Available=True Serving")
        .noneMatch(c -> c.startsWith("Stalled"));
    assertThat(status().rollout().canary().stepsDone()).isZero();
    assertThat(replicas()).isEqualTo(Map.of(first, 2, second, 1));
  }

  /** Nobody answers in the place of endpoints that are not there yet. */
  @Test
  void noShareIsGivenBeforeTheCandidatesServiceHasItsEndpoints() {
    serves("");
    second = scene.edit(spec(2, ROUTE + CANARY.formatted(""))).record();
    scene.deployment(second, 1).pod(second, Pods.ready());
    told();
    assertThat(weights()).as("there is no such Service").isEqualTo(Map.of("minilm", 100));

    scene.shared().candidateEndpoints(false);
    assertThat(weights()).as("it has no endpoints").isEqualTo(Map.of("minilm", 100));

    scene.candidateEndpoints(true);
    assertThat(weights()).isEqualTo(Map.of("minilm", 80, "minilm-candidate", 20));

    scene.shared().candidateEndpoints(false);
    assertThat(weights()).as("what it has stays").containsEntry("minilm-candidate", 20);
  }

  @Test
  void aBadCandidateKeepsItsPodsUntilNoGatewayLeadsThere() {
    share();
    scene.gateways(PlayedGateway::accepts);
    told();
    scene.edit(spec(2, ROUTE + CANARY.formatted(ANALYSIS)));
    scene.readings(new Readings(Map.of(), sides(1_000, 100), null));

    assertThat(conditions()).contains("Ready=False RolledBack");
    assertThat(weights()).isEqualTo(Map.of("minilm", 100));
    assertThat(replicas()).as("the gateway has the share").isEqualTo(Map.of(first, 2, second, 1));

    scene.shared();
    assertThat(replicas()).as("it has not followed").isEqualTo(Map.of(first, 2, second, 1));

    scene.gateways(PlayedGateway::accepts);
    assertThat(replicas()).isEqualTo(Map.of(first, 2, second, 0));
  }

  @Test
  void aForeignServerMayHaveACanary() {
    serves(FOREIGN);
    second = scene.edit(spec(2, FOREIGN + ROUTE + CANARY.formatted(""))).record();

    assertThat(conditions()).noneMatch(c -> c.contains("CanaryNotPossible"));
    assertThat(replicas()).isEqualTo(Map.of(first, 2, second, 1));
  }

  @Test
  void nothingIsComparedWithAForeignServer() {
    serves(FOREIGN);
    second = scene.edit(spec(2, ROUTE + CANARY.formatted(ANALYSIS))).record();

    assertThat(conditions()).contains("Ready=False CanaryNotPossible");
    assertThat(message("Ready")).contains("remove spec.rollout.canary.analysis");
  }

  @Test
  void whileAllIsPausedTheShareStays() {
    share();
    scene.gateways(PlayedGateway::accepts);
    told();
    scene.edit(spec(2, ROUTE + CANARY.formatted("") + "paused: true\n"));

    assertThat(weights()).isEqualTo(Map.of("minilm", 80, "minilm-candidate", 20));
    assertThat(leadsTo("minilm-candidate")).isEqualTo(second);
  }

  @Test
  void stablePodsMirrorAndThenGatewaysGiveTheShare() {
    mirrored(MIRRORED_CANARY);

    assertThat(live())
        .isEqualTo(
            "generation: %d\nmirror: {percent: 10, target: minilm-candidate.demo.svc:80,"
                    .formatted(FIRST_NUMBER)
                + " maxRelativeDifference: 0.01}\n");
    assertThat(leadsTo("minilm-candidate")).isEqualTo(second);
    assertThat(conditions()).contains("Ready=False Mirroring", "Available=True Serving");
    assertThat(status().rollout().mirror().since()).isEqualTo(Scene.NOW.toString());
    assertThat(weights()).as("while it is mirrored").isEqualTo(Map.of("minilm", 100));
    told();

    everywhere(FIRST_NUMBER, 50);
    assertThat(status().rollout().mirror().passed()).isTrue();
    assertThat(live()).isEqualTo("generation: %d\n".formatted(FIRST_NUMBER + 1));
    assertThat(weights()).as("pods still mirror").isEqualTo(Map.of("minilm", 100));
    told();
    scene.shared();
    assertThat(weights()).as("no pod has said otherwise").isEqualTo(Map.of("minilm", 100));

    everywhere(FIRST_NUMBER + 1, 50);
    assertThat(weights()).isEqualTo(Map.of("minilm", 80, "minilm-candidate", 20));
    assertThat(live()).as("nobody else shares").doesNotContain("share", "mirror");
  }

  /** It needs no gateway, and neither does the switch. */
  @Test
  void withBlueGreenAMirrorIsAsWithoutARoute() {
    mirrored(MIRRORED_BLUE_GREEN);
    scene.gateways(PlayedGateway::refuses);
    told();

    assertThat(live()).contains("mirror: {percent: 10,");
    everywhere(FIRST_NUMBER, 50);
    scene.pod(second, Pods.ready());

    assertThat(leadsTo("minilm")).as("to both, on the way").isNull();
    assertThat(live()).doesNotContain("mirror");
    assertThat(weights()).isEqualTo(Map.of("minilm", 100));
  }

  @Test
  void aRefusalIsToldOfOnceAShareIsDue() {
    mirrored(MIRRORED_CANARY);
    scene.gateways(PlayedGateway::refuses);
    told();
    assertThat(conditions()).contains("Ready=False Mirroring");

    everywhere(FIRST_NUMBER, 50);
    assertThat(conditions()).contains("Ready=False RouteNotAccepted", "Available=True Serving");
  }

  @Test
  void theNextCandidateGetsTheServiceWhenNoGatewayLeadsToTheOneBefore() {
    share();
    scene.gateways(PlayedGateway::accepts);
    told();
    supersede();

    assertThat(leadsTo("minilm-candidate")).as("it has a share").isEqualTo(second);
    assertThat(weights()).isEqualTo(Map.of("minilm", 100));
    scene.shared();
    assertThat(leadsTo("minilm-candidate")).as("the gateway is behind").isEqualTo(second);

    scene.gateways(PlayedGateway::accepts);
    assertThat(leadsTo("minilm-candidate")).isNotEqualTo(second).isNotEqualTo(first);
  }

  @Test
  void theNextCandidateGetsTheServiceWhenNoPodMirrorsToTheOneBefore() {
    mirrored(MIRRORED_CANARY);
    told();
    supersede();

    assertThat(live()).isEqualTo("generation: %d\n".formatted(FIRST_NUMBER + 1));
    assertThat(leadsTo("minilm-candidate")).as("it is mirrored to").isEqualTo(second);
    scene.shared();
    assertThat(leadsTo("minilm-candidate")).as("pods are behind").isEqualTo(second);

    everywhere(FIRST_NUMBER + 1, 0);
    assertThat(leadsTo("minilm-candidate")).isNotEqualTo(second).isNotEqualTo(first);
  }

  /** Settings of another time are there, and its pods will never say that they have them. */
  @Test
  void aForeignServerIsNotWaitedFor() {
    serves("");
    second = scene.edit(spec(2, CANARY.formatted(""))).record();
    told();
    scene.shared();
    assertThat(live()).isNotEmpty();
    scene.edit(spec(3, FOREIGN + ROUTE));
    serve();
    scene.shared().gateways(PlayedGateway::accepts);
    String next = scene.edit(spec(4, FOREIGN + ROUTE + CANARY.formatted(""))).record();
    scene.deployment(next, 1).pod(next, Pods.ready());
    told();

    assertThat(leadsTo("minilm-candidate")).isEqualTo(next);
    scene.shared();
    assertThat(weights()).isEqualTo(Map.of("minilm", 80, "minilm-candidate", 20));
  }

  /** The next version has a pod, and all stable pods mirror to it. */
  private void mirrored(String rollout) {
    serves("");
    scene.shared().gateways(PlayedGateway::accepts);
    second = scene.edit(spec(2, ROUTE + rollout)).record();
    told();
    scene.shared();
    assertThat(planned(ConfigMap.class)).as("nobody is to be told anything yet").isEmpty();
    scene.deployment(second, 1).pod(second, Pods.ready());
    told();
    scene.shared();
    told();
    everywhere(FIRST_NUMBER, 0);
  }

  /** Another version is declared, and has a pod. */
  private void supersede() {
    String third = scene.edit(spec(3, ROUTE + MIRRORED_CANARY)).record();
    scene.deployment(third, 1).pod(third, Pods.ready());
    told();
  }

  /** The stable pods have these settings, and so many answers were the same. */
  private void everywhere(long number, long same) {
    var histogram = new Histogram(List.of(0.01), List.of(same, 0L));
    var counts = same == 0 ? null : new MirrorCounts(same, 0, 0, 0, 0, 0, 0, histogram);
    Map<String, Long> inForce =
        scene.pods().stream()
            .filter(pod -> first.equals(pod.revision()))
            .collect(Collectors.toMap(ModelPod::name, pod -> number));
    scene.readings(new Readings(inForce, null, counts));
  }

  private static Sides sides(long requests, long failed) {
    Histogram times = Histogram.empty(List.of(1.0));
    return new Sides(
        new Counts(requests, Map.of("failed", failed), times), new Counts(5_000, Map.of(), times));
  }

  private String message(String type) {
    return Conditions.find(status().conditions(), type).orElseThrow().getMessage();
  }

  private HTTPRoute planned() {
    return planned(HTTPRoute.class).findFirst().orElseThrow();
  }

  /** Of REST and gRPC alike. */
  private Map<String, Integer> weights() {
    return planned().getSpec().getRules().stream()
        .flatMap(rule -> rule.getBackendRefs().stream())
        .collect(
            Collectors.toMap(
                HTTPBackendRef::getName, HTTPBackendRef::getWeight, RouteContractTest::same));
  }

  private static int same(int one, int other) {
    assertThat(one).isEqualTo(other);
    return one;
  }
}
