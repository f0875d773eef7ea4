package dev.fairlead.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.ControlPlaneConfig;
import dev.fairlead.testsupport.ControlPlaneExtension;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What users may name in a ModelDeployment, and who decides that models may carry code. */
class UserPoliciesIT {
  @RegisterExtension
  static final ControlPlaneExtension KUBE =
      new ControlPlaneExtension(ControlPlaneConfig.apiServer().dedicated());

  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
  private static final String MODELS =
      "{apiGroups: [serving.fairlead.dev], resources: [modeldeployments], verbs: [\"*\"]}";
  private static final String ANYTHING = "{apiGroups: [\"*\"], resources: [\"*\"], verbs: [\"*\"]}";
  private static final String ROUTES =
      "{apiGroups: [gateway.networking.k8s.io], resources: [httproutes], verbs: [create]}";
  private static final String PLAIN = "{model: {uri: \"oci://registry.test/m:1\"}}";
  private static final String WITH_SECRET =
      "{model: {uri: \"oci://registry.test/m:1\", credentials: {secretRef: {name: token}}}}";
  private static final String WITH_ROUTE =
      with("route: {parentRefs: [{name: public}], hostnames: [m.example.com]}");

  private static People people;

  @BeforeAll
  static void givenAnInstalledChart(ControlPlane kube) {
    people = People.withTheChart(kube);
    String namespace = kube.newNamespace("probe");
    KubernetesClient tenant = people.tenant(namespace, "tenant", MODELS);
    KubernetesClient owner = people.tenant(namespace, "owner", ANYTHING);
    People.awaitDenied("a Secret", () -> create(tenant, namespace, WITH_SECRET));
    People.awaitDenied("a route", () -> create(tenant, namespace, WITH_ROUTE));
    People.awaitDenied(
        "the label",
        () -> owner.namespaces().withName(namespace).dryRun().patch(MERGE, labels("\"true\"")));
  }

  @AfterAll
  static void close() {
    people.close();
  }

  static Stream<Arguments> references() {
    return Stream.of(
        Arguments.of(
            WITH_SECRET, rule("secrets", "token", "get"), "names the Secret token, which you may"),
        Arguments.of(
            with("template: {spec: {serviceAccountName: deployer}}"),
            rule("serviceaccounts", "deployer", "impersonate"),
            "serviceAccountName names deployer, which you may not use"),
        Arguments.of(
            "{model: {uri: \"pvc://models/minilm\"}}",
            rule("persistentvolumeclaims", "models", "get"),
            "names the PersistentVolumeClaim models, which you may not use"),
        Arguments.of(
            with("template: {spec: {imagePullSecrets: [{name: regcred}]}}"),
            rule("secrets", "regcred", "get"),
            "imagePullSecrets[0] names a Secret that you may not use"));
  }

  @ParameterizedTest
  @MethodSource("references")
  void whoNamesSomethingMustBeAllowedToUseIt(
      String spec, String rule, String message, ControlPlane kube) {
    String namespace = kube.newNamespace("user");
    KubernetesClient without = people.tenant(namespace, "without", MODELS);
    KubernetesClient named = people.tenant(namespace, "named", MODELS, rule);
    KubernetesClient runner = people.tenant(namespace, "runner", MODELS, rule("pods", "create"));

    People.awaitAllowed("a plain model", () -> create(without, namespace, PLAIN));
    People.assertDenied(message, () -> create(without, namespace, spec));
    People.awaitAllowed("with the right to it", () -> create(named, namespace, spec));
    People.awaitAllowed("with the right to create pods", () -> create(runner, namespace, spec));
  }

  @ParameterizedTest
  @MethodSource("metadata")
  void labelsAndAnnotationsOfPodsAreForWhoMayCreatePods(String metadata, ControlPlane kube) {
    String namespace = kube.newNamespace("labels");
    KubernetesClient without = people.tenant(namespace, "without", MODELS);
    KubernetesClient runner = people.tenant(namespace, "runner", MODELS, rule("pods", "create"));
    String spec = with("template: {metadata: " + metadata + "}");

    People.awaitAllowed("a plain model", () -> create(without, namespace, PLAIN));
    People.assertDenied("spec.template.metadata", () -> create(without, namespace, spec));
    People.awaitAllowed("with the right to create pods", () -> create(runner, namespace, spec));
  }

  static Stream<String> metadata() {
    return Stream.of(
        "{labels: {app: payments}}", "{annotations: {vault.hashicorp.com/agent-inject: \"true\"}}");
  }

  /** Whoever runs pods answers for no name by that. */
  @Test
  void aRouteIsForWhoMayMakeRoutes(ControlPlane kube) {
    String namespace = kube.newNamespace("routes");
    KubernetesClient runner = people.tenant(namespace, "runner", MODELS, rule("pods", "create"));
    KubernetesClient router = people.tenant(namespace, "router", MODELS, ROUTES);
    String message = "spec.route makes an HTTPRoute";

    People.awaitAllowed("a plain model", () -> create(runner, namespace, PLAIN));
    People.assertDenied(message, () -> create(runner, namespace, WITH_ROUTE));
    People.awaitAllowed(
        "with the right to make routes", () -> create(router, namespace, WITH_ROUTE));

    people.create(model(namespace, WITH_ROUTE));
    patch(runner, namespace, "{\"spec\": {\"replicas\": 2}}");
    People.assertDenied(
        message,
        () ->
            patch(
                runner,
                namespace,
                "{\"spec\": {\"route\": {\"hostnames\": [\"payments.example.com\"]}}}"));
    patch(runner, namespace, "{\"spec\": {\"route\": null}}");
  }

  /** As many as the CRD takes, each one asked for by itself: the cost stays below its limit. */
  @Test
  void sixteenPullSecretsAreNotTooMany(ControlPlane kube) {
    String namespace = kube.newNamespace("sixteen");
    KubernetesClient tenant =
        people.tenant(namespace, "tenant", MODELS, rule("secrets", names(16), "get"));
    KubernetesClient fewer =
        people.tenant(namespace, "fewer", MODELS, rule("secrets", names(15), "get"));
    String secrets =
        IntStream.range(0, 16)
            .mapToObj(i -> "{name: s" + i + "}")
            .collect(Collectors.joining(", ", "[", "]"));
    String spec = with("template: {spec: {imagePullSecrets: " + secrets + "}}");

    People.awaitAllowed("all that may be got", () -> create(tenant, namespace, spec));
    People.awaitAllowed("a plain model", () -> create(fewer, namespace, PLAIN));
    People.assertDenied("imagePullSecrets[15]", () -> create(fewer, namespace, spec));
  }

  private static String names(int count) {
    return IntStream.range(0, count).mapToObj(i -> "s" + i).collect(Collectors.joining(", "));
  }

  /** Another uri would be sent what the old one was trusted with. */
  @Test
  void whatOthersNamedIsNotForEverybodyWhoMayEdit(ControlPlane kube) {
    String namespace = kube.newNamespace("edit");
    KubernetesClient tenant = people.tenant(namespace, "tenant", MODELS);
    people.create(
        model(
            namespace,
            """
            {model: {uri: "https://models.test/m.onnx", credentials: {secretRef: {name: token}}},
             template: {spec: {serviceAccountName: deployer}}}
            """));

    People.awaitAllowed(
        "another size", () -> patch(tenant, namespace, "{\"spec\": {\"replicas\": 2}}"));
    People.assertDenied(
        "names the Secret token",
        () ->
            patch(
                tenant, namespace, "{\"spec\": {\"model\": {\"uri\": \"https://evil.test/m\"}}}"));
    People.assertDenied(
        "names deployer",
        () ->
            patch(
                tenant,
                namespace,
                """
                {"spec": {"model": {"credentials": null}, "runtime": {"image": "evil.test/image"}}}
                """));
    patch(
        tenant,
        namespace,
        """
        {"spec": {"model": {"uri": "https://evil.test/m", "credentials": null}, "template": null}}
        """);
  }

  @Test
  void whoOwnsANamespaceDoesNotAllowCodeInIt(ControlPlane kube, KubernetesClient admin) {
    String namespace = kube.newNamespace("code");
    KubernetesClient owner = people.tenant(namespace, "owner", ANYTHING);
    String message = "needs the verb allow-code on modeldeployments, in the whole cluster";

    People.awaitAllowed(
        "another label",
        () ->
            owner
                .namespaces()
                .withName(namespace)
                .patch(MERGE, "{\"metadata\": {\"labels\": {\"team\": \"a\"}}}"));
    People.assertDenied(message, () -> label(owner, namespace, "\"true\""));
    // denied too, unless the API server takes no labels by that way
    Throwable byStatus =
        catchThrowable(
            () ->
                owner
                    .namespaces()
                    .withName(namespace)
                    .subresource("status")
                    .patch(MERGE, labels("\"true\"")));
    assertThat(admin.namespaces().withName(namespace).get().getMetadata().getLabels())
        .as("after the answer: %s", byStatus)
        .doesNotContainKey("serving.fairlead.dev/allow-code");

    label(admin, namespace, "\"true\"");
    People.assertDenied(message, () -> label(owner, namespace, "null"));

    people.inTheWholeCluster(
        namespace,
        "owner",
        "{apiGroups: [serving.fairlead.dev], resources: [modeldeployments], verbs: [allow-code]}");
    People.awaitAllowed("with that verb", () -> label(owner, namespace, "null"));
  }

  private static String with(String more) {
    return PLAIN.substring(0, PLAIN.length() - 1) + ", " + more + "}";
  }

  private static String rule(String resource, String verb) {
    return "{apiGroups: [\"\"], resources: [%s], verbs: [%s]}".formatted(resource, verb);
  }

  private static String rule(String resource, String names, String verb) {
    return "{apiGroups: [\"\"], resources: [%s], resourceNames: [%s], verbs: [%s]}"
        .formatted(resource, names, verb);
  }

  private static String model(String namespace, String spec) {
    return """
        apiVersion: serving.fairlead.dev/v1alpha1
        kind: ModelDeployment
        metadata: {name: minilm, namespace: %s}
        spec: %s
        """
        .formatted(namespace, spec.strip());
  }

  private static void create(KubernetesClient user, String namespace, String spec) {
    user.resource(model(namespace, spec)).dryRun().create();
  }

  private static void patch(KubernetesClient user, String namespace, String json) {
    user.genericKubernetesResources("serving.fairlead.dev/v1alpha1", "ModelDeployment")
        .inNamespace(namespace)
        .withName("minilm")
        .patch(MERGE, json);
  }

  private static void label(KubernetesClient user, String namespace, String value) {
    user.namespaces().withName(namespace).patch(MERGE, labels(value));
  }

  private static String labels(String value) {
    return "{\"metadata\": {\"labels\": {\"serving.fairlead.dev/allow-code\": " + value + "}}}";
  }
}
