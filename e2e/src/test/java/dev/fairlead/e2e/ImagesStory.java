package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.testsupport.Sampled;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the images promise beyond their work: any uid, a root that nobody writes to, no shell, and a
 * start from what was learned before.
 */
@Sampled(days = 2)
class ImagesStory {
  /** As OpenShift gives a namespace, and no image knows. */
  private static final long ANY_UID = 1_000_650_000;

  private static final long MOST_BYTES = 260_000_000;

  @RegisterExtension static final Stage stage = new Stage();

  @Test
  void fetchAndServerWorkUnderAnyUidOfGroup0() {
    Model minilm = stage.model("minilm");
    minilm.declare(Manifests.model("minilm", Manifests.uri("MINILM_Q"), "1.0"));
    minilm.awaitReady();
    Deployment deployment = minilm.child(Deployment.class, minilm.stableRevision());

    Pod pod = underAnyUid("model", stage.namespace(), deployment.getSpec().getTemplate());

    hasNoShell(pod, "server");
  }

  @Test
  void soDoTheServersOfOtherEngines() {
    stage.kubectl("label", "namespace", stage.namespace(), "serving.fairlead.dev/allow-code=true");
    Model stumps = small("stumps", "XGBOOST", "XGBoost");
    Model doubles = small("doubles", "TORCHSCRIPT", "TorchScript");

    for (Model model : List.of(stumps, doubles)) {
      model.awaitReady();
      Deployment deployment = model.child(Deployment.class, model.stableRevision());
      Pod pod =
          underAnyUid(
              "any-uid-" + model.name(), stage.namespace(), deployment.getSpec().getTemplate());

      hasNoShell(pod, "server");
    }
  }

  private static Model small(String name, String uri, String format) {
    Model model = stage.model(name);
    model.declare(
        Manifests.any(
            name,
            "uri: \"%s\", format: %s".formatted(Manifests.uri(uri), format),
            "resources: {requests: {cpu: 100m, memory: 256Mi}, limits: {memory: 1Gi}}"));
    return model;
  }

  @Test
  void theOperatorWorksUnderAnyUidOfGroup0() {
    Deployment deployment =
        stage
            .client()
            .apps()
            .deployments()
            .inNamespace(Operator.NAMESPACE)
            .withName("fairlead")
            .get();
    Pod pod = underAnyUid("any-uid", Operator.NAMESPACE, deployment.getSpec().getTemplate());
    try {
      hasNoShell(pod, "operator");
    } finally {
      stage.client().resource(pod).delete();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"OPERATOR", "FETCH", "RUNTIME", "RUNTIME_XGBOOST", "RUNTIME_PYTORCH"})
  void anImageSaysWhatItIs(String name) {
    JsonNode config =
        Registry.config(Shell.environment("FAIRLEAD_E2E_" + name + "_IMAGE")).path("config");

    assertThat(config.path("User").asText()).isEqualTo("65532:0");
    for (String key : new String[] {"title", "description", "version", "revision", "vendor"}) {
      assertThat(config.path("Labels").path("org.opencontainers.image." + key).asText())
          .as("label %s of %s", key, name)
          .isNotBlank();
    }
    assertThat(config.path("Labels").path("org.opencontainers.image.licenses").asText())
        .isEqualTo("Apache-2.0");
  }

  /** Unpacked, as a node keeps it; a registry keeps less than half. */
  @Test
  void theServerForOnnxTakesLittleRoom() {
    // another base has what its makers put into it
    assumeThat(System.getenv("FAIRLEAD_IMAGE_BASE")).isNull();

    long bytes = Registry.unpackedBytes(Shell.environment("FAIRLEAD_E2E_RUNTIME_IMAGE"));

    System.out.printf("runtime-onnx: %,d bytes unpacked%n", bytes);
    assertThat(bytes).isLessThanOrEqualTo(MOST_BYTES);
  }

  /** A pod like those of the template, which nobody owns or selects; ready when this returns. */
  private static Pod underAnyUid(String name, String namespace, PodTemplateSpec template) {
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace(namespace)
            .endMetadata()
            .withSpec(template.getSpec())
            .editSpec()
            .editOrNewSecurityContext()
            .withRunAsUser(ANY_UID)
            .withRunAsGroup(0L)
            .endSecurityContext()
            .endSpec()
            .build();
    Stream.concat(
            pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
        .forEach(ImagesStory::startsFromItsCacheOrNotAtAll);
    assertThat(pod.getSpec().getContainers())
        .allMatch(c -> c.getSecurityContext().getReadOnlyRootFilesystem());
    stage.client().resource(pod).create();
    Patience.until(
        name + " is ready under another uid",
        () ->
            stage.client().resource(pod).get().getStatus().getConditions().stream()
                .anyMatch(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus())));
    return pod;
  }

  private static void startsFromItsCacheOrNotAtAll(Container container) {
    // on another base the images have none (images/ahead)
    if (System.getenv("FAIRLEAD_IMAGE_BASE") == null) {
      // named here too: where the build made none, nothing else asks for it. MaxRAM, as on a large
      // node without a limit: a heap of too many GiB has other pointers than the cache; it begins
      // with 26 MiB
      container
          .getEnv()
          .add(
              new EnvVar(
                  "JAVA_TOOL_OPTIONS",
                  "-XX:AOTMode=on -XX:AOTCache=/app/java.aot -XX:MaxRAM=256g -XX:InitialRAMPercentage=0.01",
                  null));
    }
  }

  private static void hasNoShell(Pod pod, String container) {
    Shell.Result shell =
        Shell.attempt(
            "",
            "kubectl",
            "-n",
            pod.getMetadata().getNamespace(),
            "exec",
            pod.getMetadata().getName(),
            "-c",
            container,
            "--",
            "/bin/sh",
            "-c",
            "true");
    assertThat(shell.code()).isNotZero();
    assertThat(shell.output()).contains("no such file or directory");
  }
}
