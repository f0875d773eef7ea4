package dev.fairlead.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.ControlPlaneConfig;
import dev.fairlead.testsupport.ControlPlaneExtension;
import dev.fairlead.testsupport.KubeBinaries;
import dev.fairlead.testsupport.Kubectl;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What the page for Argo CD has people type and write fits the API server and Argo CD's own kinds.
 */
class ArgoCdIT {
  private static final Path CRD =
      Path.of(Helm.CHART, "crds-generated", "modeldeployments.serving.fairlead.dev.yaml");

  @RegisterExtension
  static final ControlPlaneExtension KUBE =
      new ControlPlaneExtension(
          ControlPlaneConfig.apiServer()
              .withCrd(CRD)
              .withCrd(KubeBinaries.ofThisMachine().argoCdApplications()));

  private static final Pattern SNIPPET = Pattern.compile("(?m)^```yaml\\R([^`]+?)\\R```$");

  private static final Path PAGES = Path.of("..", "docs", "gitops", "argocd");
  private static final String KEY =
      "resource.customizations.health.serving.fairlead.dev_ModelDeployment";
  private static final String FROM_FILE = "--from-file=" + KEY + "=";

  @Test
  void theCommandOfThePageAddsTheScriptAndKeepsWhatIsThere(ControlPlane kube) throws IOException {
    Path script = PAGES.resolve("health.lua");
    assertThat(Files.readString(PAGES.resolve("README.md")))
        .contains(FROM_FILE + "docs/gitops/argocd/health.lua", "--field-manager=fairlead");
    String name = kube.newNamespace("argocd");
    String namespace = "--namespace=" + name;
    String url = "https://argocd.example.com";
    run(kube, "", "create", "configmap", "argocd-cm", namespace, "--from-literal=url=" + url);

    String rendered =
        run(
            kube,
            "",
            "create",
            "configmap",
            "argocd-cm",
            namespace,
            FROM_FILE + script,
            "--dry-run=client",
            "-oyaml");
    run(kube, rendered, "apply", "--server-side", "--field-manager=fairlead", "-f", "-");

    ConfigMap settings = kube.client().configMaps().inNamespace(name).withName("argocd-cm").get();
    assertThat(settings.getData()).isEqualTo(Map.of("url", url, KEY, Files.readString(script)));
  }

  @Test
  void theSnippetOfAnApplicationIsOne(ControlPlane kube) throws IOException {
    String application =
        """
      apiVersion: argoproj.io/v1alpha1
      kind: Application
      metadata: {name: models}
      %s
        project: default
        source: {repoURL: "https://git.example.com/models.git", path: models}
        destination: {server: "https://kubernetes.default.svc", namespace: team-a}
      """
            .formatted(snippet("ignoreDifferences:"));
    String namespace = kube.newNamespace("argocd");

    tried(kube, namespace, application);

    Kubectl.Result misspelled = tries(kube, namespace, application.replace("Pointers", "Pointer"));
    assertThat(misspelled.status()).isNotZero();
    assertThat(misspelled.error()).contains("ignoreDifferences[0].jsonPointer");
  }

  @Test
  void theSnippetOfAModelInAWaveIsAModelDeployment(ControlPlane kube) throws IOException {
    String model =
        """
      apiVersion: serving.fairlead.dev/v1alpha1
      %s
      spec: {model: {uri: "https://models.example.com/minilm/model.onnx"}}
      """
            .formatted(snippet("sync-wave"));

    tried(kube, kube.newNamespace("argocd"), model);

    assertThat(Helm.tree(model))
        .extractingByKey("metadata", InstanceOfAssertFactories.MAP)
        .extractingByKey("annotations", InstanceOfAssertFactories.map(String.class, String.class))
        .hasEntrySatisfying(
            "argocd.argoproj.io/sync-wave", wave -> assertThat(wave).matches("\\d+"));
  }

  @Test
  void whatIsIgnoredIsAFieldOfAModelDeployment() throws IOException {
    JsonNode definition = json(Files.readString(CRD)).path("spec");
    JsonNode rules = json(snippet("ignoreDifferences:")).at("/spec/ignoreDifferences");

    assertThat(rules).isNotEmpty();
    for (JsonNode rule : rules) {
      assertThat(rule.path("group")).isEqualTo(definition.path("group"));
      assertThat(rule.path("kind")).isEqualTo(definition.at("/names/kind"));
      assertThat(rule.path("jsonPointers")).isNotEmpty();
      for (JsonNode pointer : rule.path("jsonPointers")) {
        String schema = pointer.asText().replace("/", "/properties/");
        assertThat(
                definition.at("/versions/0/schema/openAPIV3Schema" + schema).path("type").asText())
            .as("type of %s", pointer)
            .isNotEmpty();
      }
    }
  }

  /** The one on the page that has that in it. */
  private static String snippet(String part) throws IOException {
    List<String> found =
        SNIPPET
            .matcher(Files.readString(PAGES.resolve("README.md")))
            .results()
            .map(snippet -> snippet.group(1))
            .filter(snippet -> snippet.contains(part))
            .toList();
    assertThat(found).as("snippets with %s", part).hasSize(1);
    return found.getFirst();
  }

  private static JsonNode json(String yaml) {
    return new ObjectMapper().valueToTree(Helm.tree(yaml.replaceFirst("^---\n", "")));
  }

  private static void tried(ControlPlane kube, String namespace, String manifest) {
    Kubectl.Result result = tries(kube, namespace, manifest);
    assertThat(result.status()).as(result.error()).isZero();
  }

  private static Kubectl.Result tries(ControlPlane kube, String namespace, String manifest) {
    return kube.kubectl()
        .run(
            List.of(
                "create",
                "--namespace=" + namespace,
                "--dry-run=server",
                "--validate=strict",
                "-f",
                "-"),
            manifest);
  }

  private static String run(ControlPlane kube, String input, String... arguments) {
    Kubectl.Result result = kube.kubectl().run(List.of(arguments), input);
    assertThat(result.status()).as(result.error()).isZero();
    return result.output();
  }
}
