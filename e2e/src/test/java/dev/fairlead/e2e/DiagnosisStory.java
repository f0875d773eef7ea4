package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whatever is wrong, the status names it. */
class DiagnosisStory {
  @RegisterExtension static final Stage stage = new Stage();

  @AfterEach
  void clean() {
    stage.kubectl("delete", "modeldeployments", "--all", "--wait=false");
  }

  @AfterAll
  static void thenTheOperatorsLogHasNoStackTrace() {
    assertThat(
            Shell.run(
                "kubectl",
                "-n",
                "fairlead-system",
                "logs",
                "-l",
                "app.kubernetes.io/component=operator",
                "--tail=-1"))
        .doesNotContain("\n\tat ");
  }

  private static String tiny(String name, String model, String more) {
    return """
        apiVersion: serving.fairlead.dev/v1alpha1
        kind: ModelDeployment
        metadata: {name: %s}
        spec:
          model: {%s}
        %s
        """
        .formatted(name, model, more.indent(2).stripTrailing());
  }

  private static String uri(String model) {
    return "uri: \"" + Manifests.uri(model) + "\"";
  }

  @Test
  void aMissingModelIsModelNotFound() {
    stage.apply(
        tiny(
            "missing",
            "uri: \"oci://%s/models/nothing:1\""
                .formatted(Shell.environment("FAIRLEAD_E2E_REGISTRY")),
            ""));

    assertThat(stage.awaitReason("missing", "ModelNotFound")).contains("models/nothing");
    assertThat(stage.condition("missing", "Stalled")).isPresent();
  }

  @Test
  void aWrongDigestIsDigestMismatch() {
    String tagged = Manifests.uri("MINILM_Q").replaceFirst("@sha256:.*", ":1.0.0");
    stage.apply(
        tiny("digest", "uri: \"%s\", digest: \"sha256:%s\"".formatted(tagged, "0".repeat(64)), ""));

    assertThat(stage.awaitReason("digest", "DigestMismatch")).contains("0".repeat(64));
  }

  @Test
  void aMissingSecretIsCredentialsNotFoundAndHealsWithoutATouch() {
    stage.apply(
        tiny("secret", uri("MINILM_Q") + ", credentials: {secretRef: {name: registry-login}}", ""));
    assertThat(stage.awaitReason("secret", "CredentialsNotFound")).contains("registry-login");

    stage.kubectl(
        "create",
        "secret",
        "docker-registry",
        "registry-login",
        "--docker-server=" + Shell.environment("FAIRLEAD_E2E_REGISTRY"),
        "--docker-username=anybody",
        "--docker-password=any");

    stage.awaitReady("secret");
  }

  @Test
  void anImpossibleNumberOfGpusIsUnschedulableWithTheSchedulersWords() {
    stage.apply(
        tiny("gpu", uri("MINILM_Q"), "resources: {limits: {nvidia.com/gpu: \"64\", memory: 1Gi}}"));

    assertThat(stage.awaitReason("gpu", "Unschedulable")).contains("Insufficient nvidia.com/gpu");
  }

  @Test
  void filesThatAreNoModelAreModelInvalid() {
    stage.apply(tiny("broken", uri("BROKEN"), ""));

    assertThat(stage.awaitReason("broken", "ModelInvalid"))
        .contains("model.onnx")
        .doesNotContain("/mnt");
  }

  @Test
  void aModelBeyondItsMemoryLimitIsOutOfMemory() {
    stage.apply(tiny("memory", uri("MINILM"), "resources: {limits: {memory: 128Mi}}"));

    assertThat(stage.awaitReason("memory", "OutOfMemory")).contains("128");
  }

  @Test
  void anImageThatDoesNotExistIsImageNotFound() {
    stage.apply(
        tiny(
            "image",
            uri("MINILM_Q"),
            "runtime: {image: \"%s/fairlead/none:1\"}"
                .formatted(Shell.environment("FAIRLEAD_E2E_REGISTRY"))));

    assertThat(stage.awaitReason("image", "ImageNotFound")).contains("fairlead/none:1");
  }

  @Test
  void aFormatThatTheServerDoesNotCarryIsToldByTheApiServer() {
    assertThat(
            Shell.attempt(
                    tiny("format", uri("MINILM_Q") + ", format: TorchScript", ""),
                    "kubectl",
                    "-n",
                    stage.namespace(),
                    "apply",
                    "-f",
                    "-")
                .output())
        .contains("Unsupported value: \"TorchScript\"");
  }

  @Test
  void aForeignServiceOfTheSameNameIsLeftAlone() {
    stage.kubectl("create", "service", "clusterip", "taken", "--tcp=80:80");
    String before =
        stage.kubectl("get", "service", "taken", "-o", "jsonpath={.metadata.resourceVersion}");
    stage.apply(tiny("taken", uri("MINILM_Q"), ""));

    assertThat(stage.awaitReason("taken", "NameConflict")).contains("Service taken");
    assertThat(
            stage.kubectl("get", "service", "taken", "-o", "jsonpath={.metadata.resourceVersion}"))
        .isEqualTo(before);

    stage.kubectl("delete", "service", "taken");
    stage.awaitReady("taken");
  }
}
