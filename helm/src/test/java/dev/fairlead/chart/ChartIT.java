package dev.fairlead.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.ControlPlaneConfig;
import dev.fairlead.testsupport.ControlPlaneExtension;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a person who installs the chart relies on. */
class ChartIT {
  @RegisterExtension
  static final ControlPlaneExtension KUBE =
      new ControlPlaneExtension(ControlPlaneConfig.apiServer());

  private static final KubernetesSerialization YAML = new KubernetesSerialization();
  private static final String DIGEST = "sha256:" + "a".repeat(64);
  private static final String CERTIFICATE = "-----BEGIN CERTIFICATE-----";

  /**
   * Every value: its path, a setting as JSON, and a text that is in the manifests with the setting
   * and not without it; after {@code !} the other way round.
   */
  static Stream<Arguments> values() {
    return Stream.of(
        value("image.registry", "\"r.example.com/team\"", "image: r.example.com/team/fairlead/"),
        value("image.pullPolicy", "\"Always\"", "imagePullPolicy: Always"),
        value("image.operator.repository", "\"o\"", "image: ghcr.io/o:"),
        value("image.operator.tag", "\"9\"", "/fairlead/operator:9"),
        value("image.operator.digest", "\"" + DIGEST + "\"", "/fairlead/operator@" + DIGEST),
        value("image.fetch.repository", "\"f\"", "value: ghcr.io/f:"),
        value("image.fetch.tag", "\"9\"", "/fairlead/fetch:9"),
        value("image.fetch.digest", "\"" + DIGEST + "\"", "/fairlead/fetch@" + DIGEST),
        value("image.runtimeOnnx.repository", "\"r\"", "value: ghcr.io/r:"),
        value("image.runtimeOnnx.tag", "\"9\"", "/fairlead/runtime-onnx:9"),
        value("image.runtimeOnnx.digest", "\"" + DIGEST + "\"", "/runtime-onnx@" + DIGEST),
        value("imagePullSecrets", "[{\"name\": \"regcred\"}]", "- name: regcred"),
        value("model.imagePullSecrets", "[\"a\", \"b\"]", "value: \"a,b\""),
        value("trustedCAs", "\"" + CERTIFICATE + "\"", CERTIFICATE),
        value("fetch.plainHttpHosts", "[\"a:1\", \"b\"]", "value: \"a:1,b\""),
        value("fetch.allowedHosts", "[\"c\", \"d\"]", "value: \"c,d\""),
        value("probe.grace", "\"33s\"", "value: \"33s\""),
        value("crds.enabled", "false", "!kind: CustomResourceDefinition"),
        value("replicas", "3", "replicas: 3"),
        value("resources.requests.cpu", "\"77m\"", "cpu: 77m"),
        value("resources.requests.memory", "\"177Mi\"", "memory: 177Mi"),
        value("resources.limits.memory", "\"377Mi\"", "memory: 377Mi"),
        value("podDisruptionBudget.enabled", "false", "!kind: PodDisruptionBudget"),
        value("serviceAccount.create", "false", "!\nkind: ServiceAccount\n"),
        value("serviceAccount.name", "\"mine\"", "serviceAccountName: mine"),
        value(
            "serviceAccount.annotations", "{\"a.example.com/x\": \"y\"}", "a.example.com/x: \"y\""),
        value("podLabels", "{\"l.example.com/x\": \"y\"}", "l.example.com/x: \"y\""),
        value("podAnnotations", "{\"n.example.com/x\": \"y\"}", "n.example.com/x: \"y\""),
        value("nodeSelector", "{\"s.example.com/x\": \"y\"}", "s.example.com/x: \"y\""),
        value("tolerations", "[{\"key\": \"t.example.com/x\"}]", "key: t.example.com/x"),
        value("affinity", "{\"nodeAffinity\": {}}", "nodeAffinity: {}"),
        value("priorityClassName", "\"first\"", "priorityClassName: first"),
        value("logLevel", "\"DEBUG\"", "value: DEBUG"),
        value("logFormat", "\"JSON\"", "name: QUARKUS_LOG_CONSOLE_JSON_ENABLED"),
        value("nameOverride", "\"other\"", "name: fairlead-other\n"),
        value("fullnameOverride", "\"quite-other\"", "name: quite-other\n"));
  }

  private static Arguments value(String path, String json, String effect) {
    return Arguments.of(path, json, effect);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("values")
  void everyValueHasItsEffect(String path, String json, String effect) {
    String with = Helm.text(path + "=" + json);
    String without = Helm.text();
    if (effect.startsWith("!")) {
      assertThat(without).contains(effect.substring(1));
      assertThat(with).doesNotContain(effect.substring(1));
    } else {
      assertThat(with).contains(effect);
      assertThat(without).doesNotContain(effect);
    }
  }

  @Test
  void noValueIsWithoutATestOrWithoutASchema() throws IOException {
    var tested = new TreeSet<String>();
    values().map(arguments -> arguments.get()[0].toString()).forEach(tested::add);
    Map<String, Object> values = Helm.tree(Files.readString(Path.of(Helm.CHART, "values.yaml")));
    var leaves = new TreeSet<String>();
    leaves(values, "", leaves);
    assertThat(tested).isEqualTo(leaves);
    for (String leaf : leaves) {
      int last = leaf.lastIndexOf('.');
      String sibling = leaf.substring(0, last + 1) + "noSuchValue";
      if (!sibling.startsWith("resources.")) {
        Helm.Result result = Helm.template(sibling + "=1");
        assertThat(result.code()).as("%s: %s", sibling, result.output()).isNotZero();
      }
    }
  }

  private static void leaves(Map<?, ?> values, String prefix, Set<String> leaves) {
    values.forEach(
        (key, value) -> {
          if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            leaves(map, prefix + key + ".", leaves);
          } else {
            leaves.add(prefix + key);
          }
        });
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of("image.registry=\"\"", "image.registry"),
        Arguments.of("image.registry=\"https://r.example.com\"", "image.registry"),
        Arguments.of("image.pullPolicy=\"Sometimes\"", "image.pullPolicy"),
        Arguments.of("image.operator.digest=\"sha256:short\"", "image.operator.digest"),
        Arguments.of("image.operators={}", "operators"),
        Arguments.of("imagePullSecrets=[\"regcred\"]", "imagePullSecrets.0"),
        Arguments.of("model.imagePullSecrets=[{\"name\": \"regcred\"}]", "imagePullSecrets.0"),
        Arguments.of("trustedCAs=\"no certificate\"", "trustedCAs"),
        Arguments.of("probe.grace=\"soon\"", "probe.grace"),
        Arguments.of("probe.grace=10", "probe.grace"),
        Arguments.of("replicas=0", "replicas"),
        Arguments.of("replicas=\"2\"", "replicas"),
        Arguments.of("crds.enabled=\"no\"", "crds.enabled"),
        Arguments.of("logLevel=\"LOUD\"", "logLevel"),
        Arguments.of("logFormat=\"XML\"", "logFormat"),
        Arguments.of("podLabels={\"a\": 1}", "podLabels.a"),
        Arguments.of("unknown=1", "unknown"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void badValuesAreRefusedByName(String value, String name) {
    Helm.Result result = Helm.template(value);
    assertThat(result.code()).as(result.output()).isNotZero();
    // helm 3 writes a.b, helm 4 writes /a/b
    assertThat(result.output().replace('/', '.')).contains(name);
  }

  @Test
  void lintHasNothingToSay() {
    Helm.Result result = Helm.run("lint", "--strict", "--kube-version", "1.34", Helm.CHART);
    assertThat(result.code()).as(result.output()).isZero();
    assertThat(result.output()).doesNotContain("[WARNING]", "[ERROR]");
  }

  @Test
  void anApiServerTakesAllOfItStrictly(KubernetesClient client) {
    createRestrictedNamespace(client);
    String[] all = {
      "trustedCAs=\"" + CERTIFICATE + "\"",
      "imagePullSecrets=[{\"name\": \"regcred\"}]",
      "podLabels={\"a\": \"b\"}",
      "tolerations=[{\"key\": \"a\", \"operator\": \"Exists\"}]",
      "priorityClassName=\"system-cluster-critical\"",
    };
    for (String[] values : List.of(new String[0], all)) {
      List<GenericKubernetesResource> objects = Helm.objects(values);
      assertThat(objects).extracting(GenericKubernetesResource::getKind).contains("Deployment");
      for (GenericKubernetesResource object : objects) {
        assertThatCode(
                () ->
                    client
                        .resource(object)
                        .dryRun()
                        .fieldValidation(FieldValidateable.Validation.STRICT)
                        .create())
            .as("%s %s", object.getKind(), object.getMetadata().getName())
            .doesNotThrowAnyException();
      }
    }
  }

  @Test
  void itsPodsPassRestricted(KubernetesClient client) {
    createRestrictedNamespace(client);
    var pods = new ArrayList<Pod>();
    for (GenericKubernetesResource object : Helm.objects()) {
      if (object.getKind().equals("Deployment")) {
        PodTemplateSpec template =
            YAML.convertValue(object.get("spec", "template"), PodTemplateSpec.class);
        pods.add(
            new PodBuilder()
                .withNewMetadata()
                .withName("operator")
                .withNamespace(Helm.NAMESPACE)
                .endMetadata()
                .withSpec(template.getSpec())
                .build());
      } else if (object.getKind().equals("Pod")) {
        pods.add(YAML.convertValue(object, Pod.class));
      }
    }
    assertThat(pods).hasSize(2);
    for (Pod pod : pods) {
      // no controller makes service accounts here
      pod.getSpec().setServiceAccountName("default");
      pod.getSpec().setAutomountServiceAccountToken(false);
      assertThatCode(() -> client.resource(pod).dryRun().create())
          .as(pod.getMetadata().getName())
          .doesNotThrowAnyException();
    }
  }

  private static void createRestrictedNamespace(KubernetesClient client) {
    client
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(Helm.NAMESPACE)
                .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                .endMetadata()
                .build())
        .serverSideApply();
    client
        .serviceAccounts()
        .inNamespace(Helm.NAMESPACE)
        .resource(
            new ServiceAccountBuilder().withNewMetadata().withName("default").endMetadata().build())
        .serverSideApply();
  }

  @Test
  void theCrdIsKeptAndIsTheOneOfTheTypes() throws IOException {
    GenericKubernetesResource crd =
        Helm.objects().stream()
            .filter(object -> object.getKind().equals("CustomResourceDefinition"))
            .findFirst()
            .orElseThrow();
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
    for (GenericKubernetesResource object : Helm.objects()) {
      boolean isForPeople = object.getMetadata().getLabels().toString().contains("aggregate-to");
      if (object.getKind().equals("ClusterRole") && !isForPeople) {
        assertThat(object.<Object>get("rules")).isEqualTo(rules.get("watched"));
      } else if (object.getKind().equals("Role")) {
        assertThat(object.<Object>get("rules")).isEqualTo(rules.get("own"));
      }
    }
    assertThat(Helm.objects())
        .extracting(GenericKubernetesResource::getKind)
        .contains("ClusterRole", "Role");
  }

  @Test
  void theOperatorsPodsKeepApartAndOneStays() {
    String text = Helm.text();
    assertThat(text).contains("replicas: 2", "topologyKey: kubernetes.io/hostname");
    // not minAvailable, which would block a drain where one replica is all there is
    assertThat(text).contains("kind: PodDisruptionBudget", "maxUnavailable: 1");
  }

  @Test
  void theNotesNameWhatWasInstalled(ControlPlane kube) {
    Helm.Result result =
        Helm.run(
            "install",
            "mine",
            Helm.CHART,
            "--dry-run=server",
            "--namespace",
            Helm.NAMESPACE,
            "--kubeconfig",
            kube.kubeconfig().toString());
    assertThat(result.code()).as(result.output()).isZero();
    assertThat(result.output())
        .contains("rollout status deployment/mine-fairlead", "helm test mine", "kubectl get md");
  }
}
