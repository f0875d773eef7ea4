package dev.fairlead.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.ControlPlaneConfig;
import dev.fairlead.testsupport.ControlPlaneExtension;
import dev.fairlead.testsupport.Kubectl;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the chart renders, and that an API server takes it. */
class ManifestsIT {
  @RegisterExtension
  static final ControlPlaneExtension KUBE =
      new ControlPlaneExtension(ControlPlaneConfig.apiServer());

  private static final KubernetesSerialization YAML = new KubernetesSerialization();
  private static final String CRDS = "src/test/resources/dev/fairlead/chart/monitoring-crds.yaml";

  @BeforeAll
  static void givenTheKindsOfThePrometheusOperator(ControlPlane kube) {
    for (List<String> command :
        List.of(
            List.of("apply", "--server-side", "-f", CRDS),
            List.of("wait", "--for=condition=Established", "-f", CRDS, "--timeout=30s"))) {
      Kubectl.Result result = kube.kubectl().run(command, "");
      assertThat(result.status()).as(result.error()).isZero();
    }
  }

  private static final String WATCHED = "watchNamespaces=[\"w\", \"x\"]";

  /** The subjects of every binding. */
  private static final List<Map<String, String>> OPERATOR =
      List.of(Map.of("kind", "ServiceAccount", "name", "fairlead", "namespace", Helm.NAMESPACE));

  @BeforeAll
  static void givenNamespacesThatAreWatched(KubernetesClient client) {
    for (String name : List.of("w", "x")) {
      client
          .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
          .serverSideApply();
    }
  }

  @BeforeAll
  static void givenANamespaceThatWarnsOfWhatIsNotRestricted(KubernetesClient client) {
    client
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(Helm.NAMESPACE)
                .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                .addToLabels("pod-security.kubernetes.io/warn", "restricted")
                .endMetadata()
                .build())
        .serverSideApply();
    // no controller makes it here, and pods need it
    client
        .serviceAccounts()
        .inNamespace(Helm.NAMESPACE)
        .resource(
            new ServiceAccountBuilder().withNewMetadata().withName("default").endMetadata().build())
        .serverSideApply();
  }

  /** Each value by itself, and all of them that take no object away. */
  static Stream<List<String>> settings() {
    List<String> together =
        ValuesIT.settings()
            .filter(setting -> !setting.effect().startsWith("!"))
            .flatMap(setting -> setting.all().stream())
            .distinct()
            .toList();
    return Stream.concat(
        Stream.of(List.of(), together), ValuesIT.settings().map(ValuesIT.Setting::all));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void anApiServerTakesAllOfItStrictlyAndWithoutAWarning(List<String> settings, ControlPlane kube) {
    // an admission plugin of pods wants it to exist
    String manifests =
        Helm.text(settings.toArray(String[]::new))
            .replace("priorityClassName: \"first\"", "priorityClassName: system-node-critical");
    assertTaken(manifests, kube);
  }

  @Test
  void theNamesOfTheLongestReleaseAreNotTooLong(ControlPlane kube) {
    Helm.Result result =
        Helm.templateOf(
            "r".repeat(53),
            "trustedCAs=\"" + certificate() + "\"",
            "metrics.podMonitor.enabled=true",
            "metrics.dashboard.enabled=true");
    assertThat(result.code()).as(result.output()).isZero();
    assertTaken(result.output(), kube);
  }

  private static String certificate() {
    return "-----BEGIN CERTIFICATE-----MIIB-----END CERTIFICATE-----";
  }

  private static void assertTaken(String manifests, ControlPlane kube) {
    Kubectl.Result result = dryRun(manifests, kube);
    assertThat(result.error()).isEmpty();
    assertThat(result.status()).isZero();
    assertThat(result.output()).contains("deployment.apps/", "-test-health created");
  }

  @Test
  void aPodThatIsNotRestrictedWouldBeNoticed(ControlPlane kube) {
    String manifests = Helm.text();
    for (String line :
        List.of(
            "runAsNonRoot: true",
            "seccompProfile: {type: RuntimeDefault}",
            "allowPrivilegeEscalation: false",
            "capabilities: {drop: [ALL]}")) {
      assertThat(dryRun(manifests.replace(line, ""), kube).error())
          .contains("Warning: would violate PodSecurity \"restricted:latest\"")
          .contains("pods \"fairlead-test-health\" is forbidden");
    }
  }

  private static Kubectl.Result dryRun(String manifests, ControlPlane kube) {
    return kube.kubectl()
        .run(List.of("apply", "--dry-run=server", "--validate=strict", "-f", "-"), manifests);
  }

  @Test
  void everyObjectSaysWhatItBelongsTo() {
    for (GenericKubernetesResource object :
        Helm.objects(
            "metrics.serviceMonitor.enabled=true",
            "metrics.podMonitor.enabled=true",
            "metrics.rules.enabled=true",
            "metrics.dashboard.enabled=true")) {
      assertThat(object.getMetadata().getLabels())
          .as("%s %s", object.getKind(), object.getMetadata().getName())
          .containsEntry("app.kubernetes.io/name", "fairlead")
          .containsEntry("app.kubernetes.io/instance", "fairlead")
          .containsEntry("app.kubernetes.io/part-of", "fairlead")
          .containsEntry("app.kubernetes.io/managed-by", "Helm")
          .containsKeys("app.kubernetes.io/version", "helm.sh/chart");
    }
  }

  @Test
  void labelsOfOthersDoNotTakeThePodsAwayFromTheirDeployment() {
    Deployment deployment =
        YAML.convertValue(
            Helm.object("Deployment", "podLabels={\"app.kubernetes.io/name\": \"other\"}"),
            Deployment.class);
    assertThat(deployment.getSpec().getTemplate().getMetadata().getLabels())
        .containsAllEntriesOf(deployment.getSpec().getSelector().getMatchLabels());
  }

  @Test
  void theTestPodIsNoneOfTheOperators() {
    assertThat(Helm.object("Pod").getMetadata().getLabels())
        .containsEntry("app.kubernetes.io/component", "test");
    assertThat(Helm.object("Service").<Map<String, String>>get("spec", "selector"))
        .containsEntry("app.kubernetes.io/component", "operator");
  }

  @Test
  void theTestPodGoesWhereTheOperatorMayGo() {
    String[] placement = {
      "nodeSelector={\"a\": \"b\"}",
      "tolerations=[{\"key\": \"a\"}]",
      "imagePullSecrets=[{\"name\": \"a\"}]",
      "priorityClassName=\"a\""
    };
    GenericKubernetesResource pod = Helm.object("Pod", placement);
    GenericKubernetesResource deployment = Helm.object("Deployment", placement);
    for (String field :
        List.of("nodeSelector", "tolerations", "imagePullSecrets", "priorityClassName")) {
      assertThat(pod.<Object>get("spec", field))
          .isNotNull()
          .isEqualTo(deployment.<Object>get("spec", "template", "spec", field));
    }
  }

  @Test
  void theyGoWhereTheirImagesRunUnlessTheSiteSaysOtherwise() {
    assertThat(selector()).isEqualTo(platform("amd64"));
    assertThat(selector("nodeSelector={\"pool\": \"system\"}"))
        .containsEntry("pool", "system")
        .containsAllEntriesOf(platform("amd64"));
    assertThat(selector("nodeSelector={\"kubernetes.io/arch\": \"arm64\"}"))
        .isEqualTo(platform("arm64"));
    assertThat(selector("nodeSelector=null")).isNull();
  }

  private static Map<String, Object> platform(String architecture) {
    return Map.of("kubernetes.io/os", "linux", "kubernetes.io/arch", architecture);
  }

  private static Map<String, Object> selector(String... values) {
    return Helm.object("Deployment", values).get("spec", "template", "spec", "nodeSelector");
  }

  @Test
  void theCrdIsKeptAndIsTheOneOfTheTypes() throws IOException {
    GenericKubernetesResource crd = Helm.object("CustomResourceDefinition");
    assertThat(crd.getMetadata().getAnnotations()).containsEntry("helm.sh/resource-policy", "keep");
    var generated =
        YAML.unmarshal(
            Files.readString(Path.of("../crds/modeldeployments.serving.fairlead.dev.yaml")),
            GenericKubernetesResource.class);
    assertThat(crd.<Object>get("spec")).isEqualTo(generated.<Object>get("spec"));
  }

  @Test
  void theRightsAreThoseThatTheOperatorIsTestedWith() throws IOException {
    Map<String, Object> rules =
        Helm.tree(Files.readString(Path.of("../operator/src/main/rbac/rules.yaml")));
    assertThat(Helm.object("Role").<Object>get("rules")).isEqualTo(rules.get("own"));
    assertThat(
            Helm.objects().stream()
                .filter(object -> object.getKind().equals("ClusterRole"))
                .filter(object -> object.getMetadata().getName().equals("fairlead")))
        .singleElement()
        .extracting(role -> role.<Object>get("rules"))
        .isEqualTo(
            Stream.of("watched", "cluster")
                .flatMap(part -> ((List<?>) rules.get(part)).stream())
                .toList());
  }

  @Test
  void inNamedNamespacesTheyAreRolesAndOnlyNodesAreReadInTheCluster() throws IOException {
    Map<String, Object> rules =
        Helm.tree(Files.readString(Path.of("../operator/src/main/rbac/rules.yaml")));
    List<GenericKubernetesResource> objects = Helm.objects(WATCHED, "userRoles.enabled=false");
    assertThat(rights(objects))
        .isEqualTo(
            Map.of(
                "Role w/fairlead-models",
                rules.get("watched"),
                "Role x/fairlead-models",
                rules.get("watched"),
                "Role " + Helm.NAMESPACE + "/fairlead",
                rules.get("own"),
                // another release may have the same name in another namespace
                "ClusterRole fairlead." + Helm.NAMESPACE,
                rules.get("cluster")));
    for (GenericKubernetesResource object : objects) {
      if (object.getKind().endsWith("RoleBinding")) {
        assertThat(object.<Object>get("subjects")).isEqualTo(OPERATOR);
        assertThat(object.<Object>get("roleRef", "name")).isEqualTo(object.getMetadata().getName());
      }
    }
    assertThat(objects.stream().filter(object -> object.getKind().endsWith("RoleBinding")))
        .hasSize(4);
  }

  @Test
  void anInstallationNeedsNothingOfTheCluster() {
    assertThat(
            Helm.objects(
                WATCHED,
                "model.podDisruptionBudget.enabled=false",
                "userRoles.enabled=false",
                "policies.enabled=false",
                "crds.enabled=false"))
        .allSatisfy(object -> assertThat(object.getMetadata().getNamespace()).isNotNull());
  }

  @Test
  void whoHelpsNoDrainsOnDoesNotReadNodes() throws IOException {
    Map<String, Object> rules =
        Helm.tree(Files.readString(Path.of("../operator/src/main/rbac/rules.yaml")));
    assertThat(rights(Helm.objects("model.podDisruptionBudget.enabled=false")))
        .containsEntry("ClusterRole fairlead", rules.get("watched"));
  }

  /** The rules of every role, by kind, namespace and name. */
  private static Map<String, Object> rights(List<GenericKubernetesResource> objects) {
    return objects.stream()
        .filter(object -> object.getKind().endsWith("Role"))
        .collect(
            Collectors.toMap(
                role -> role.getKind() + " " + path(role), role -> role.<Object>get("rules")));
  }

  private static String path(GenericKubernetesResource object) {
    String namespace = object.getMetadata().getNamespace();
    String name = object.getMetadata().getName();
    return namespace == null ? name : namespace + "/" + name;
  }

  @Test
  void nobodyElseGetsTheOperatorsRights() {
    for (String kind : List.of("RoleBinding", "ClusterRoleBinding")) {
      assertThat(Helm.object(kind).<Object>get("subjects")).isEqualTo(OPERATOR);
    }
    assertThat(Helm.object("ServiceAccount").<Object>get("automountServiceAccountToken"))
        .isEqualTo(false);
    assertThat(Helm.object("Pod").<Object>get("spec", "automountServiceAccountToken"))
        .isEqualTo(false);
  }

  @Test
  void theOperatorsElectALeaderKeepApartAndOneStays() {
    String deployment = YAML.asYaml(Helm.object("Deployment"));
    // the identity and the place of the lease; election is on unless it is turned off
    assertThat(deployment)
        .contains("fieldPath: \"metadata.name\"", "fieldPath: \"metadata.namespace\"")
        .doesNotContain("LEADER_ELECTION_ENABLED");
    assertThat(deployment).contains("replicas: 2", "topologyKey: \"kubernetes.io/hostname\"");
    // not minAvailable, which would block a drain where one replica is all there is
    assertThat(Helm.object("PodDisruptionBudget").<Object>get("spec", "maxUnavailable"))
        .isEqualTo(1);
  }

  @Test
  void newAuthoritiesStartNewPods() {
    String path = "checksum/trusted-cas";
    Object one =
        annotation(path, Helm.object("Deployment", "trustedCAs=\"" + certificate() + "\""));
    Object other =
        annotation(path, Helm.object("Deployment", "trustedCAs=\"" + certificate() + "2\""));
    assertThat(one).isNotNull().isNotEqualTo(other);
  }

  private static Object annotation(String name, GenericKubernetesResource deployment) {
    return deployment.<Object>get("spec", "template", "metadata", "annotations", name);
  }
}
