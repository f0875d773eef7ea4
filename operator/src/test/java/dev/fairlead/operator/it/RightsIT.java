package dev.fairlead.operator.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.operator.Authorities;
import dev.fairlead.testsupport.AuditEvent;
import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.ControlPlaneExtension;
import dev.fairlead.testsupport.Waiting;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The operator makes use of every right that it has, and asks for nothing else. */
class RightsIT {
  private static final String SPEC =
      """
      model: {uri: "oci://registry.test/models/minilm:1"}
      resources: {requests: {cpu: 10m, memory: 16Mi}, limits: {memory: 64Mi}}
      """;
  private static final String SCRIPT =
      "model: {uri: \"oci://registry.test/models/script:1\", format: TorchScript}";
  private static final String CANARY =
      SPEC + "refresh: canary\nrollout: {strategy: Canary, canary: {steps: [{weight: 5}]}}\n";
  private static final String ROUTED =
      SPEC + "route: {parentRefs: [{name: public}], hostnames: [minilm.example.com]}\n";
  private static final String BROKEN =
      SPEC
          + """
          template:
            metadata:
              annotations: {test.fairlead.dev/fetch-fails: "ModelNotFound: nothing is there"}
          """;

  /**
   * Asked for by an admission plugin that this control plane does not run, and by the operator SDK,
   * which checks before it leads that it could.
   */
  private static final Set<String> UNSEEN =
      Set.of("update modeldeployments/finalizers", "update leases");

  /** That check, and what the API server serves, which is no resource: everybody may ask for it. */
  private static final Set<String> UNGRANTED = Set.of("create selfsubjectrulesreviews", "get ");

  @RegisterExtension
  static final ControlPlaneExtension KUBE =
      new ControlPlaneExtension(Kube.CONFIG.withGatewayApi().dedicated());

  @TempDir Path folder;

  @Test
  void everyRightIsUsedAndNoOtherIsAskedFor(ControlPlane kube) throws Exception {
    String namespace = kube.newNamespace("fairlead-system");
    OperatorRights.grant(kube.client(), namespace);
    var models = new Models(kube.client(), kube.newNamespace("rights"));
    Path authorities = Files.writeString(folder.resolve("ca.crt"), Authorities.ONE);
    var withAuthorities = TestConfig.DEFAULT.withTrustedCas(authorities);

    try (var operator = Kube.startCandidate(kube, withAuthorities, namespace)) {
      models.apply("minilm", SPEC);
      models.awaitReady("minilm");
      for (int times = 1; times <= 3; times++) {
        breakAndHeal(models);
        assertThat(countOfEvent(models, "ModelNotFound")).isEqualTo(times);
      }
      beginCanary(models);
      models.apply("minilm", ROUTED);
      models.await("minilm", RightsIT::hasUnansweredRoute);
      models.apply("minilm", SPEC);
      models.awaitReady("minilm");
      models.apply("minilm", SPEC + "replicas: 0\n");
      models.awaitReady("minilm");
      manyRevisions(models);
      models.apply("script", SCRIPT);
      models.awaitReason("script", "InvalidSpec");
      pinImage(models);
      refuseJob(models);
      assertThat(operator.reconciles()).isPositive();
    }
    var withoutBudgets = TestConfig.DEFAULT.withoutBudgets();
    try (var operator = Kube.startCandidate(kube, withoutBudgets, namespace)) {
      Waiting.await("it goes without both")
          .until(() -> models.trustedCas("minilm") == null && models.budget("minilm") == null);
      assertThat(operator.reconciles()).isPositive();
    }

    assertThat(used(kube)).isEqualTo(granted());
  }

  private static void breakAndHeal(Models models) {
    models.apply("minilm", BROKEN);
    models.awaitReason("minilm", "ModelNotFound");
    models.apply("minilm", SPEC);
    models.awaitReady("minilm");
  }

  /** No gateway is there to take it. */
  private static boolean hasUnansweredRoute(ModelDeployment md) {
    return Models.condition(md, "Reconciling")
        .filter(c -> c.getReason().equals("RouteNotAccepted"))
        .isPresent();
  }

  /** Pods that are to hand requests on are told so. */
  private static void beginCanary(Models models) {
    models.apply("minilm", CANARY);
    Waiting.await("a pod is told of its share")
        .until(
            () ->
                models.pods("minilm").stream()
                    .map(pod -> pod.getMetadata().getAnnotations())
                    .anyMatch(a -> a != null && a.containsKey("serving.fairlead.dev/live")));
    models.apply("minilm", SPEC);
    models.awaitReady("minilm");
  }

  /** The fake nodes report a digest of that image's repository. */
  private static void pinImage(Models models) {
    models.apply("pinned", SPEC + "runtime: {image: \"registry.test/image:1\"}\n");
    Waiting.await("later pods are made by the digest")
        .until(
            () ->
                models.replicaSets("pinned").stream()
                    .map(set -> set.getSpec().getTemplate().getSpec().getContainers().getFirst())
                    .anyMatch(server -> server.getImage().contains("@sha256:")));
  }

  /** Why it gets no pod is in events only. */
  private static void refuseJob(Models models) {
    models
        .client()
        .resource(
            new ResourceQuotaBuilder()
                .withNewMetadata()
                .withName("no-pods")
                .withNamespace(models.namespace())
                .endMetadata()
                .withNewSpec()
                .withHard(Map.of("pods", new Quantity("0")))
                .endSpec()
                .build())
        .create();
    models.apply("refused", SPEC);
    models.awaitReason("refused", "QuotaExceeded");
  }

  /** One event counts how often it happened. */
  private static int countOfEvent(Models models, String reason) {
    List<Event> events =
        models.client().v1().events().inNamespace(models.namespace()).list().getItems().stream()
            .filter(e -> e.getReason().equals(reason))
            .toList();
    assertThat(events).hasSize(1);
    return events.getFirst().getCount();
  }

  private static void manyRevisions(Models models) {
    for (int i = 0; i < 12; i++) {
      models.apply("minilm", SPEC + "replicas: 0\nrefresh: r" + i + "\n");
      models.awaitReady("minilm");
    }
    Waiting.await("old records go").until(() -> models.records("minilm").size() <= 11);
  }

  private static Set<String> used(ControlPlane kube) {
    return kube.auditLog().ofServiceAccount(OperatorRights.ACCOUNT).stream()
        .flatMap(RightsIT::rights)
        .filter(right -> !UNGRANTED.contains(right))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** A server-side apply that makes an object needs the right to create it too. */
  private static Stream<String> rights(AuditEvent request) {
    String resource =
        request.resource() + (request.subresource().isEmpty() ? "" : "/" + request.subresource());
    return request.verb().equals("patch") && request.code() == 201
        ? Stream.of("create " + resource, "patch " + resource)
        : Stream.of(request.verb() + " " + resource);
  }

  private static Set<String> granted() {
    var granted = new TreeSet<String>();
    for (String part : new String[] {"watched", "cluster", "own"}) {
      for (PolicyRule rule : OperatorRights.rules(part)) {
        rule.getResources()
            .forEach(
                resource -> rule.getVerbs().forEach(verb -> granted.add(verb + " " + resource)));
      }
    }
    granted.removeAll(UNSEEN);
    return granted;
  }
}
