package dev.fairlead.operator.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.api.v1alpha1.TrafficStatus;
import dev.fairlead.operator.PlayedGateway;
import dev.fairlead.testsupport.AuditEvent;
import dev.fairlead.testsupport.AuditLog;
import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.ControlPlaneExtension;
import dev.fairlead.testsupport.Edits;
import dev.fairlead.testsupport.KubeBinaries;
import dev.fairlead.testsupport.Kubectl;
import dev.fairlead.testsupport.Waiting;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPBackendRef;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Models behind gateways, which the test plays: it writes into the status of a route what a program
 * that looks after gateways would.
 */
class RouteIT {
  private static final String ROUTE =
      "route: {parentRefs: [{name: public, namespace: gateways}], hostnames: [m.example.com]}\n";
  private static final String CANARY =
      "rollout: {strategy: Canary, %scanary: {steps: [{weight: 20}, {weight: 50, approval:"
          + " Required}]}}\n";

  /** The test takes Gateway API away and brings it. */
  @RegisterExtension
  static final ControlPlaneExtension KUBE = new ControlPlaneExtension(Kube.CONFIG.dedicated());

  /** The operator asks whether there is Gateway API every 30 seconds. */
  private static final Duration A_MINUTE = Duration.ofMinutes(1);

  private final ClockAhead clock = new ClockAhead();
  private ControlPlane kube;
  private Models models;

  @BeforeEach
  void givenANamespace(ControlPlane plane) {
    kube = plane;
    models = new Models(plane.client(), plane.newNamespace("route"));
  }

  @Test
  void whatIsInstalledLaterIsFoundAndWhatIsTakenAwayStopsNothingElse() {
    removeGatewayApi();
    Kube.withOperator(
        kube,
        TestConfig.DEFAULT.watching(models.namespace()),
        clock,
        () -> {
          models.apply("minilm", spec(1, ROUTE));
          models.await("minilm", md -> isReconciling(md, "GatewayApiMissing"));
          assertThat(Models.is(models.get("minilm"), "Ready", "True")).isTrue();

          installGatewayApi();
          clock.pass(A_MINUTE);
          models.poke("minilm");

          await(() -> route().get() != null);
          say(PlayedGateway::accepts);
          models.awaitReady("minilm");

          removeGatewayApi();
          clock.pass(A_MINUTE);
          models.scale("minilm", 1);
          await(() -> models.pods("minilm").size() == 1);
          models.await("minilm", md -> isReconciling(md, "GatewayApiMissing"));
        });
  }

  @Test
  void aCanaryGetsItsShareByTheRouteAndTakesOver() {
    installGatewayApi();
    Kube.withOperator(
        kube,
        models,
        () -> {
          String first = serves();
          models.apply("minilm", spec(2, ROUTE + CANARY.formatted("")));
          await(() -> weights().equals(Map.of("minilm", 80, "minilm-candidate", 20)));
          String second = models.get("minilm").getStatus().candidateRevision();
          assertThat(models.get("minilm").getStatus().traffic())
              .as("no gateway has it yet")
              .containsExactly(new TrafficStatus(first, 100));
          assertThat(
                  models
                      .client()
                      .configMaps()
                      .inNamespace(models.namespace())
                      .withName("minilm-live")
                      .get())
              .isNull();

          say(PlayedGateway::accepts);

          await(() -> weights().equals(Map.of("minilm", 50, "minilm-candidate", 50)));
          say(PlayedGateway::accepts);
          models.awaitReason("minilm", "AwaitingApproval");
          assertThat(models.get("minilm").getStatus().traffic())
              .containsExactly(new TrafficStatus(first, 50), new TrafficStatus(second, 50));

          models.apply(
              "minilm", spec(2, ROUTE + CANARY.formatted("approve: %s, ".formatted(second))));
          await(() -> weights().equals(Map.of("minilm", 100)));
          say(PlayedGateway::accepts);
          assertThat(models.awaitReady("minilm").getStatus().stableRevision()).isEqualTo(second);
        });
  }

  @Test
  void anAbortedCandidateKeepsItsPodsUntilTheGatewayHasFollowed() {
    installGatewayApi();
    Kube.withOperator(
        kube,
        models,
        () -> {
          serves();
          models.apply("minilm", spec(2, ROUTE + CANARY.formatted("")));
          await(() -> weights().containsKey("minilm-candidate"));
          say(PlayedGateway::accepts);
          String second = models.get("minilm").getStatus().candidateRevision();

          models.apply(
              "minilm", spec(2, ROUTE + CANARY.formatted("abort: %s, ".formatted(second))));
          models.awaitReason("minilm", "Aborted");
          await(() -> weights().equals(Map.of("minilm", 100)));
          assertThat(models.deployments("minilm")).hasSize(2);

          say(PlayedGateway::accepts);
          await(() -> models.deployments("minilm").size() == 1);
        });
  }

  @Test
  void aRouteThatDiffersIsPutBackAndOneThatDoesNotCostsNoWrite() {
    installGatewayApi();
    Kube.withOperator(
        kube,
        models,
        () -> {
          serves();
          Edits.untilTaken(
              () ->
                  route()
                      .edit(
                          route -> {
                            route.getSpec().setHostnames(List.of("payments.example.com"));
                            return route;
                          }));
          await(() -> route().get().getSpec().getHostnames().equals(List.of("m.example.com")));
          // all that it had to write for that is written once it tells of what came afterwards
          say(PlayedGateway::refuses);
          models.await("minilm", md -> isReconciling(md, "RouteNotAccepted"));
          say(PlayedGateway::accepts);
          models.awaitReady("minilm");

          AuditLog.Mark before = kube.auditLog().mark();
          models.scale("minilm", 3);
          await(() -> models.pods("minilm").size() == 3);
          models.awaitReady("minilm");
          assertThat(Kube.writes(kube, before, models.namespace()))
              .extracting(AuditEvent::resource)
              .isNotEmpty()
              .doesNotContain("httproutes");

          models.apply("minilm", spec(1, ""));
          await(() -> route().get() == null);
        });
  }

  /** Whoever knows Gateway API has one of that name already, for the same Service. */
  @Test
  void aRouteOfSomebodyElseIsLeftAloneAndStopsNothingElse() {
    installGatewayApi();
    models.client().resource(foreign()).create();
    Kube.withOperator(
        kube,
        () -> {
          models.apply("minilm", spec(1, ROUTE));
          String first = awaitServingBesideIt().getStatus().stableRevision();
          models.apply("minilm", spec(2, ROUTE));
          ModelDeployment md = awaitServingBesideIt();
          assertThat(md.getStatus().stableRevision()).isNotEqualTo(first);
          assertThat(Models.condition(md, "Reconciling").orElseThrow().getMessage())
              .isEqualTo(
                  "HTTPRoute minilm exists and does not belong to this ModelDeployment: delete it,"
                      + " or remove spec.route");
          assertThat(route().get().getMetadata().getManagedFields())
              .noneMatch(f -> f.getManager().equals("fairlead"));

          route().delete();
          await(() -> route().get() != null);
          say(PlayedGateway::accepts);
          models.awaitReady("minilm");
        });
  }

  /** In one namespace of two, so that one of its watches begins and the other does not. */
  @Test
  void withoutTheRightToWatchThemAllElseGoesOn() {
    installGatewayApi();
    String home = kube.newNamespace("fairlead-system");
    String other = kube.newNamespace("route");
    String name = "routeless-of-" + home;
    OperatorRights.grantIn(kube.client(), home, name, List.of(models.namespace(), other));
    kube.client()
        .rbac()
        .roles()
        .inNamespace(models.namespace())
        .withName(name + "-models")
        .edit(RouteIT::withoutRoutes);
    TestConfig settings = TestConfig.DEFAULT.withoutBudgets().watching(models.namespace(), other);

    try (var operator =
        InProcessOperator.start(kube.configOfServiceAccount(home, name), settings)) {
      models.apply("minilm", spec(1, ROUTE));
      ModelDeployment md = models.await("minilm", d -> isReconciling(d, "GatewayApiMissing"));
      assertThat(Models.is(md, "Ready", "True")).isTrue();
      assertThat(Models.condition(md, "Reconciling").orElseThrow().getMessage())
          .contains("does not let the operator watch");
      assertThat(operator.reconciles()).isPositive();
    }
  }

  private static Role withoutRoutes(Role role) {
    return new RoleBuilder(role)
        .withRules(
            role.getRules().stream()
                .filter(rule -> !rule.getResources().contains("httproutes"))
                .toList())
        .build();
  }

  private ModelDeployment awaitServingBesideIt() {
    return models.await(
        "minilm", md -> Models.is(md, "Ready", "True") && isReconciling(md, "RouteNotAccepted"));
  }

  private HTTPRoute foreign() {
    return new HTTPRouteBuilder()
        .withNewMetadata()
        .withName("minilm")
        .withNamespace(models.namespace())
        .endMetadata()
        .withNewSpec()
        .withHostnames("m.example.com")
        .endSpec()
        .build();
  }

  /** Two pods serve, behind a gateway. */
  private String serves() {
    models.apply("minilm", spec(1, ROUTE));
    await(() -> route().get() != null);
    say(PlayedGateway::accepts);
    return models.awaitReady("minilm").getStatus().stableRevision();
  }

  private static boolean isReconciling(ModelDeployment md, String reason) {
    return Models.condition(md, "Reconciling")
        .filter(c -> reason.equals(c.getReason()))
        .isPresent();
  }

  /** Of the REST rule; gRPC has the same. */
  private Map<String, Integer> weights() {
    return route().get().getSpec().getRules().getLast().getBackendRefs().stream()
        .collect(Collectors.toMap(HTTPBackendRef::getName, HTTPBackendRef::getWeight));
  }

  private void say(UnaryOperator<HTTPRoute> status) {
    Edits.untilTaken(() -> route().editStatus(status));
  }

  private Resource<HTTPRoute> route() {
    return models
        .client()
        .resources(HTTPRoute.class)
        .inNamespace(models.namespace())
        .withName("minilm");
  }

  private void installGatewayApi() {
    if (crd().get() == null) {
      String file = KubeBinaries.ofThisMachine().httpRoutes().toString();
      Kubectl.Result created = kube.kubectl().run("create", "-f", file);
      assertThat(created.status()).as(created.error()).isZero();
    }
    await(() -> kube.client().supports(HTTPRoute.class));
  }

  private void removeGatewayApi() {
    crd().delete();
    await(() -> crd().get() == null && !kube.client().supports(HTTPRoute.class));
  }

  private Resource<CustomResourceDefinition> crd() {
    return kube.client()
        .apiextensions()
        .v1()
        .customResourceDefinitions()
        .withName("httproutes.gateway.networking.k8s.io");
  }

  private static void await(Callable<Boolean> truth) {
    Waiting.until("what the story goes on with", truth);
  }

  private static String spec(int version, String more) {
    return """
    model: {uri: "oci://registry.test/models/minilm:%d"}
    resources: {requests: {cpu: 10m, memory: 16Mi}, limits: {memory: 64Mi}}
    replicas: 2
    """
            .formatted(version)
        + more;
  }
}
