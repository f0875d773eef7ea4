package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.api.v1alpha1.TrafficStatus;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPBackendRef;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A gateway that others wrote gives a new version its share of the requests. Of the campaign only:
 * where its image cannot be pulled it is built, which takes minutes on a fresh machine.
 */
@EnabledIfSystemProperty(
    named = "campaign",
    matches = "true",
    disabledReason = "its gateway may have to be built, which takes minutes")
class RouteStory {
  private static final String GATEWAY =
      Optional.ofNullable(System.getenv("FAIRLEAD_E2E_GATEWAY")).orElse("");
  private static final int PER_SECOND = 40;
  private static final int MEASURED = 3_000;

  /**
   * Of a candidate that refuses all: evidence takes some twenty, the others come until it is gone.
   */
  private static final int MOST_FAILURES = 300;

  private static final String SIZE =
      "resources: {requests: {cpu: 100m, memory: 384Mi}, limits: {memory: 768Mi}}\nreplicas: 2";

  @RegisterExtension static final Stage stage = new Stage();
  private static final Model minilm = stage.model("minilm");

  @BeforeAll
  static void givenAGateway() {
    assumeThat(GATEWAY).as("a gateway of the test cluster").isNotEmpty();
  }

  @BeforeEach
  void givenAModelBehindIt() {
    minilm.declare(manifest("MINILM", "1.0", ""));
    minilm.awaitSettled();
    // Traefik says that it has taken a route some moments before it leads anywhere by it
    try (Clients early = Clients.through(GATEWAY, minilm, PER_SECOND)) {
      Patience.until(
          "the gateway leads to it",
          early::report,
          report -> assertThat(report.path("revisions")).isNotEmpty());
    }
  }

  @Test
  void aGoodVersionGetsItsShareAndTakesOverWithoutAFailedRequest() {
    String first = minilm.stableRevision();
    try (Clients outside = Clients.through(GATEWAY, minilm, PER_SECOND);
        Clients inside = Clients.of(minilm, PER_SECOND)) {
      minilm.declare(manifest("MINILM_Q", "2.0", canary("")));
      minilm.awaitReason("AwaitingApproval");
      String second = minilm.status().candidateRevision();
      assertThat(minilm.status().traffic())
          .containsExactly(new TrafficStatus(first, 80), new TrafficStatus(second, 20));
      double share = share(outside, second);
      System.out.printf("the gateway gave %.3f to the candidate of 20 %%%n", share);
      assertThat(share).isBetween(0.18, 0.22);
      assertThat(of(inside.report(), second)).as("the Service leads to stable").isZero();

      minilm.declare(manifest("MINILM_Q", "2.0", canary("approve: \"2.0\", ")));
      minilm.awaitSettled();

      assertThat(minilm.stableRevision()).isEqualTo(second);
      outside.noticedNothing(Clients.ENOUGH);
      inside.noticedNothing(Clients.ENOUGH);
    }
  }

  @Test
  void anAbortedVersionGoesWithoutAFailedRequest() {
    String first = minilm.stableRevision();
    try (Clients outside = Clients.through(GATEWAY, minilm, PER_SECOND)) {
      minilm.declare(manifest("MINILM_Q", "3.0", canary("")));
      minilm.awaitReason("AwaitingApproval");
      String second = minilm.status().candidateRevision();
      minilm.declare(manifest("MINILM_Q", "3.0", canary("abort: \"3.0\", ")));
      minilm.awaitReason("Aborted");
      Patience.until(
          "its pods are gone",
          () ->
              minilm.pods().stream()
                  .noneMatch(pod -> pod.getMetadata().getName().startsWith(second)));

      assertThat(minilm.stableRevision()).isEqualTo(first);
      outside.noticedNothing(Clients.ENOUGH);
    }
  }

  /** It loads, and refuses all that is asked: no pod that serves stands between it and clients. */
  @Test
  void aBadVersionIsTakenBackAndTheGatewayLeadsToItNoMore() {
    String first = minilm.stableRevision();
    try (Clients outside = Clients.through(GATEWAY, minilm, PER_SECOND);
        Clients inside = Clients.of(minilm, PER_SECOND)) {
      minilm.declare(any("MINILM_Q", "version: \"4.0\", task: Tensor", canary("")));
      String message = minilm.awaitReason("RolledBack");
      System.out.println("a bad candidate behind the gateway: " + message);
      assertThat(message).contains("error rate", "is above the limit of");
      minilm.awaitGone(minilm.newestRevision());

      assertThat(minilm.stableRevision()).isEqualTo(first);
      assertThat(minilm.status().traffic()).containsExactly(new TrafficStatus(first, 100));
      assertThat(weights()).as("in the route").containsExactly(100);
      int failures =
          Clients.failures(
              Patience.until(
                      "nobody fails any more",
                      () -> List.of(outside.report(), outside.report()),
                      two ->
                          assertThat(Clients.failures(two.getLast()))
                              .isEqualTo(Clients.failures(two.getFirst())))
                  .getLast());
      System.out.println("requests that failed at the gateway: " + failures);
      assertThat(failures).isBetween(1, MOST_FAILURES);
      assertThat(Clients.failures(outside.tool().report(Clients.ENOUGH))).isEqualTo(failures);
      inside.noticedNothing(Clients.ENOUGH);
    }
  }

  /** Of the REST rule, which comes last; gRPC has the same. */
  private static List<Integer> weights() {
    return minilm.children(HTTPRoute.class).stream()
        .map(route -> route.getSpec().getRules().getLast())
        .flatMap(rule -> rule.getBackendRefs().stream())
        .map(HTTPBackendRef::getWeight)
        .toList();
  }

  @Test
  void whatNobodyAsksForAnyMoreGoes() {
    minilm.declare(
        Manifests.any(
            "minilm", "uri: \"%s\", version: \"1.0\"".formatted(Manifests.uri("MINILM")), SIZE));
    Patience.until("no route is left", () -> minilm.children(HTTPRoute.class).isEmpty());
    minilm.awaitSettled();
  }

  private static double share(Clients clients, String revision) {
    JsonNode before = clients.report();
    JsonNode after =
        Patience.until(
            "enough requests",
            clients::report,
            report -> assertThat(requests(report) - requests(before)).isGreaterThan(MEASURED));
    return (double) (of(after, revision) - of(before, revision))
        / (requests(after) - requests(before));
  }

  private static int requests(JsonNode report) {
    return report.path("requests").asInt();
  }

  private static int of(JsonNode report, String revision) {
    return report.path("revisions").path(revision).asInt();
  }

  private static String canary(String more) {
    return "rollout: {strategy: Canary, "
        + more
        + "canary: {steps: [{weight: 20, approval: Required}, {weight: 50, hold: 10s}],"
        + " analysis: {minRequests: 200, maxErrorRateIncrease: 1%}}}";
  }

  private static String manifest(String model, String version, String rollout) {
    return any(model, "version: \"%s\"".formatted(version), rollout);
  }

  private static String any(String model, String more, String rollout) {
    return Manifests.any(
        "minilm",
        "uri: \"%s\", %s".formatted(Manifests.uri(model), more),
        SIZE,
        "route: {parentRefs: [{name: public, namespace: gateways}], hostnames: [%s]}"
            .formatted(GATEWAY),
        rollout);
  }
}
