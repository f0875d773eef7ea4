package dev.fairlead.api.crd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.ControlPlaneConfig;
import dev.fairlead.testsupport.ControlPlaneExtension;
import dev.fairlead.testsupport.Kubectl;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How the resource behaves on a real API server, beside what the samples show. */
class ModelDeploymentIT {
  @RegisterExtension
  static final ControlPlaneExtension KUBE =
      new ControlPlaneExtension(ControlPlaneConfig.apiServer().withCrd(CrdFileTest.FILE));

  private static final String MANIFEST =
      """
      apiVersion: serving.fairlead.dev/v1alpha1
      kind: ModelDeployment
      metadata: {name: minilm}
      spec:
        model: {uri: "https://models.example.com/model.onnx", version: 2.1.0}
      """;

  private static final String STATUS =
      """
      apiVersion: serving.fairlead.dev/v1alpha1
      kind: ModelDeployment
      metadata: {name: minilm}
      status:
        observedGeneration: 1
        stableRevision: minilm-7c9f6d
        url: http://minilm.demo.svc
        replicas: 2
        selector: app=minilm
        traffic: [{revision: minilm-7c9f6d, weight: 100}]
        conditions:
        - {type: Ready, status: "True", reason: Serving, message: 2 of 2 pods serve, lastTransitionTime: "2026-01-01T00:00:00Z"}
      """;

  @Test
  void nothingLooksFinishedBeforeTheOperatorHasSeenIt(ControlPlane kube, KubernetesClient client) {
    var created = created(kube, client).get();
    assertThat(created.getStatus().observedGeneration()).isEqualTo(-1);
    assertThat(created.getStatus().conditions()).isNull();
    assertThat(created.getSpec().replicas()).isEqualTo(1);
  }

  @Test
  void aManifestWithoutReplicasKeepsTheSizeThatKubectlScaleSet(
      ControlPlane kube, KubernetesClient client) {
    var resource = created(kube, client);
    String namespace = resource.get().getMetadata().getNamespace();
    kubectl(kube, "", "scale", "-n", namespace, "md/minilm", "--replicas=3");
    assertThat(kubectl(kube, MANIFEST, "apply", "-n", namespace, "-f", "-"))
        .endsWith("minilm unchanged");
    assertThat(resource.get().getSpec().replicas()).isEqualTo(3);
  }

  @Test
  void autoscalersReadSizeAndSelectorFromTheScaleSubresource(
      ControlPlane kube, KubernetesClient client) {
    var resource = created(kube, client);
    String namespace = resource.get().getMetadata().getNamespace();
    writeStatus(kube, namespace, STATUS);
    var scale = resource.scale();
    assertThat(scale.getSpec().getReplicas()).isEqualTo(1);
    assertThat(scale.getStatus().getReplicas()).isEqualTo(2);
    assertThat(scale.getStatus().getSelector()).isEqualTo("app=minilm");
  }

  @Test
  void theColumnsTellWhatServes(ControlPlane kube, KubernetesClient client) {
    String namespace = created(kube, client).get().getMetadata().getNamespace();
    writeStatus(kube, namespace, STATUS);
    List<String> lines = kubectl(kube, "", "get", "md", "-n", namespace).lines().toList();
    assertThat(lines.get(0).split(" +"))
        .containsExactly(
            "NAME", "READY", "REASON", "STEP", "VERSION", "REVISION", "TRAFFIC", "URL", "AGE");
    assertThat(lines.get(1).split(" +"))
        .startsWith(
            "minilm", "True", "Serving", "2.1.0", "minilm-7c9f6d", "100", "http://minilm.demo.svc");
    assertThat(kubectl(kube, "", "get", "md", "-n", namespace, "-o", "wide"))
        .contains("2 of 2 pods serve");
  }

  @Test
  void aStatusIsNotWrittenThroughTheResourceItself(ControlPlane kube, KubernetesClient client) {
    var resource = created(kube, client);
    String namespace = resource.get().getMetadata().getNamespace();
    kubectl(
        kube,
        "",
        "patch",
        "md/minilm",
        "-n",
        namespace,
        "--type=merge",
        "-p",
        "{\"status\":{\"url\":\"http://elsewhere\"}}");
    assertThat(resource.get().getStatus().url()).isNull();
  }

  @Test
  void conditionsAreMergedByType(ControlPlane kube, KubernetesClient client) {
    var resource = created(kube, client);
    String namespace = resource.get().getMetadata().getNamespace();
    writeStatus(kube, namespace, STATUS);
    String another = STATUS.replace("type: Ready", "type: Audited");
    Kubectl.Result result =
        kube.kubectl()
            .run(
                List.of(
                    "apply",
                    "--server-side",
                    "--force-conflicts",
                    "--subresource=status",
                    "--field-manager=auditor",
                    "-n",
                    namespace,
                    "-f",
                    "-"),
                another);
    assertThat(result.status()).as(result.error()).isZero();
    assertThat(resource.get().getStatus().conditions())
        .extracting("type")
        .containsExactlyInAnyOrder("Ready", "Audited");
  }

  /** Of objects that are alike, such as the selectors of affinities, one. */
  static Collection<String> objects() throws Exception {
    var paths = new LinkedHashMap<JsonNode, String>();
    Schema.byPath(Schema.root(Yaml.read(CrdFileTest.FILE)))
        .forEach(
            (path, schema) -> {
              if (schema.has("properties")) {
                paths.putIfAbsent(schema.get("properties"), path);
              }
            });
    return paths.values();
  }

  /** Of each object what it says of all of its fields. */
  @ParameterizedTest(name = "modeldeployments {0}")
  @MethodSource("objects")
  void kubectlExplainsEveryField(String path, ControlPlane kube) throws Exception {
    String steps = path.isEmpty() ? "" : "." + path.replace("[]", "");

    String told = words(kubectl(kube, "", "explain", "modeldeployments" + steps));

    JsonNode properties =
        Schema.byPath(Schema.root(Yaml.read(CrdFileTest.FILE))).get(path).path("properties");
    for (var field : properties.properties()) {
      assertThat(told)
          .contains(" " + field.getKey() + " <")
          .contains(words(field.getValue().path("description").asText()));
    }
  }

  /** However its lines are broken. */
  private static String words(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }

  /**
   * Before Kubernetes 1.34 the bound of a quantity did not count in the estimate of a rule's cost:
   * the CRD must fit the budget without those bounds too.
   */
  @Test
  void olderApiServersAcceptTheCostOfTheRules(KubernetesClient client) throws Exception {
    ObjectNode crd = Yaml.read(CrdFileTest.FILE);
    ((ObjectNode) crd.get("metadata")).put("name", "modeldeployments.older.example.com");
    ((ObjectNode) crd.get("spec")).put("group", "older.example.com");
    crd.findParents("x-kubernetes-int-or-string")
        .forEach(schema -> ((ObjectNode) schema).remove("maxLength"));
    var older = new KubernetesSerialization().convertValue(crd, CustomResourceDefinition.class);
    assertThat(client.resource(older).dryRun().create()).isNotNull();
  }

  /** The check above can fail: a rule that is too costly is refused. */
  @Test
  void aRuleThatCostsTooMuchIsRefused(KubernetesClient client) throws Exception {
    ObjectNode crd = Yaml.read(CrdFileTest.FILE);
    ((ObjectNode) crd.get("metadata")).put("name", "modeldeployments.costly.example.com");
    ((ObjectNode) crd.get("spec")).put("group", "costly.example.com");
    ((ObjectNode) Schema.root(crd).at("/properties/spec/properties/model/properties/uri"))
        .remove("maxLength");
    var costly = new KubernetesSerialization().convertValue(crd, CustomResourceDefinition.class);
    assertThatThrownBy(() -> client.resource(costly).dryRun().create())
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("exceeds budget");
  }

  private static Resource<ModelDeployment> created(ControlPlane kube, KubernetesClient client) {
    String namespace = kube.newNamespace("md");
    kubectl(kube, MANIFEST, "apply", "-n", namespace, "-f", "-");
    return client.resources(ModelDeployment.class).inNamespace(namespace).withName("minilm");
  }

  private static void writeStatus(ControlPlane kube, String namespace, String status) {
    kubectl(
        kube,
        status,
        "apply",
        "--server-side",
        "--subresource=status",
        "--field-manager=fairlead",
        "-n",
        namespace,
        "-f",
        "-");
  }

  private static String kubectl(ControlPlane kube, String input, String... arguments) {
    Kubectl.Result result = kube.kubectl().run(List.of(arguments), input);
    assertThat(result.status()).as(result.error()).isZero();
    return result.output().strip();
  }
}
