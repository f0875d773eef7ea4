package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whatever is wrong, the status names it soon, and what is cured elsewhere needs no touch. */
class DiagnosisStory {
  /** From the moment that a pod shows the fault. */
  private static final Duration SOON = Duration.ofSeconds(10);

  private static final Set<String> FAULTS =
      Set.of("ErrImagePull", "ImagePullBackOff", "CrashLoopBackOff", "CreateContainerConfigError");

  @RegisterExtension static final Stage stage = new Stage();

  @AfterEach
  void clear() {
    stage.clear();
  }

  @Test
  void aMissingModelIsModelNotFoundAndHealsOnceItIsThere() {
    String uri = "oci://" + Registry.unused("models/late");
    Model late = declare("late", "uri: \"" + uri + "\"");

    assertThat(diagnosis(late, "ModelNotFound")).contains("models/late");
    assertThat(late.is("Stalled")).isTrue();

    Registry.copy(Manifests.uri("MINILM_Q"), uri.replaceFirst("^oci://", ""));
    late.awaitReady();
  }

  @Test
  void aWrongDigestIsDigestMismatch() {
    String tagged = Manifests.uri("MINILM_Q").replaceFirst("@sha256:.*", ":1.0.0");
    Model model =
        declare("digest", "uri: \"%s\", digest: \"sha256:%s\"".formatted(tagged, "0".repeat(64)));

    assertThat(diagnosis(model, "DigestMismatch")).contains("0".repeat(64));
  }

  @Test
  void aMissingSecretIsCredentialsNotFoundAndHealsOnceItIsThere() {
    Model model =
        declare("secret", uri("MINILM_Q") + ", credentials: {secretRef: {name: registry-login}}");

    assertThat(diagnosis(model, "CredentialsNotFound")).contains("registry-login");

    stage.kubectl(
        "create",
        "secret",
        "docker-registry",
        "registry-login",
        "--docker-server=" + Registry.host(),
        "--docker-username=anybody",
        "--docker-password=any");
    model.awaitReady();
  }

  @Test
  void anImpossibleNumberOfGpusIsUnschedulableWithTheSchedulersWords() {
    Model model =
        declare(
            "gpu", uri("MINILM_Q"), "resources: {limits: {nvidia.com/gpu: \"64\", memory: 1Gi}}");

    assertThat(diagnosis(model, "Unschedulable")).contains("Insufficient nvidia.com/gpu");
  }

  @Test
  void filesThatAreNoModelAreModelInvalid() {
    Model model = declare("broken", uri("BROKEN"));

    assertThat(diagnosis(model, "ModelInvalid")).contains("model.onnx").doesNotContain("/mnt");
    healsByAnEdit(model);
  }

  @Test
  void filesOfNoFormatThatTheServerKnowsAreFormatNotSupported() {
    Model model = declare("foreign", uri("FOREIGN"));

    assertThat(diagnosis(model, "FormatNotSupported")).contains("weights.gguf");
  }

  @Test
  void aServerThatEndsByItselfIsCrashed() {
    // the tools end with 2 where they are not told which of them is meant
    Model model =
        declare(
            "crash",
            uri("MINILM_Q"),
            "runtime: {image: \"%s\"}".formatted(Shell.environment("FAIRLEAD_E2E_TOOLS_IMAGE")));

    assertThat(diagnosis(model, "Crashed")).contains("exit code 2");
  }

  @Test
  void aQuotaThatIsUsedUpIsPodRefusedAndHealsOnceItIsRaised() {
    stage.kubectl("create", "quota", "pods", "--hard=pods=0");
    try {
      Model model = declare("quota", uri("MINILM_Q"));

      assertThat(model.awaitReason("PodRefused")).contains("exceeded quota", "pods=0");

      stage.kubectl("delete", "quota", "pods");
      model.awaitReady();
    } finally {
      stage.kubectl("delete", "quota", "pods", "--ignore-not-found");
    }
  }

  @Test
  void aModelBeyondItsMemoryLimitIsOutOfMemory() {
    Model model = declare("memory", uri("MINILM"), "resources: {limits: {memory: 128Mi}}");

    assertThat(diagnosis(model, "OutOfMemory")).contains("128");
    healsByAnEdit(model);
  }

  @Test
  void anImageThatDoesNotExistIsImageNotFoundAndHealsOnceItIsThere() {
    String image = Registry.unused("fairlead/late");
    Model model = declare("image", uri("MINILM_Q"), "runtime: {image: \"%s\"}".formatted(image));

    assertThat(diagnosis(model, "ImageNotFound")).contains(image);

    Registry.copy(Shell.environment("FAIRLEAD_E2E_RUNTIME_IMAGE"), image);
    model.awaitReady();
  }

  @Test
  void aFormatThatTheServerDoesNotCarryIsToldByTheApiServer() {
    String manifest = Manifests.any("format", uri("MINILM_Q") + ", format: TorchScript");

    assertThat(
            Shell.attempt(manifest, "kubectl", "-n", stage.namespace(), "apply", "-f", "-")
                .output())
        .contains("Unsupported value: \"TorchScript\"");
  }

  @Test
  void aForeignServiceOfTheSameNameIsLeftAlone() {
    stage.kubectl("create", "service", "clusterip", "taken", "--tcp=80:80");
    String before =
        stage.kubectl("get", "service", "taken", "-o", "jsonpath={.metadata.resourceVersion}");
    Model taken = declare("taken", uri("MINILM_Q"));

    assertThat(taken.awaitReason("NameConflict")).contains("Service taken");
    assertThat(
            stage.kubectl("get", "service", "taken", "-o", "jsonpath={.metadata.resourceVersion}"))
        .isEqualTo(before);

    stage.kubectl("delete", "service", "taken");
    taken.awaitReady();
  }

  private static Model declare(String name, String fields, String... more) {
    Model model = stage.model(name);
    model.declare(Manifests.any(name, fields, more));
    return model;
  }

  /** What is wrong is in the resource itself. */
  private static void healsByAnEdit(Model model) {
    model.declare(Manifests.model(model.name(), Manifests.uri("MINILM_Q"), "mended"));
    model.awaitReady();
  }

  private static String uri(String model) {
    return "uri: \"" + Manifests.uri(model) + "\"";
  }

  /** The message under that reason, which has to be there soon after a pod shows the fault. */
  private static String diagnosis(Model model, String reason) {
    Patience.until("a pod shows the fault", () -> model.pods().stream().anyMatch(Faults::shown));
    Instant shown = Instant.now();
    String message = model.awaitReason(reason);
    Duration taken = Duration.between(shown, Instant.now());
    System.out.printf("diagnosis: %s %d ms after the fault%n", reason, taken.toMillis());
    assertThat(taken).as("time until the status says %s", reason).isLessThan(SOON);
    return message;
  }

  private static final class Faults {
    static boolean shown(Pod pod) {
      return pod.getStatus().getConditions().stream()
              .anyMatch(c -> c.getType().equals("PodScheduled") && c.getStatus().equals("False"))
          || Stream.of(
                  pod.getStatus().getInitContainerStatuses(),
                  pod.getStatus().getContainerStatuses())
              .flatMap(List::stream)
              .anyMatch(Faults::shown);
    }

    private static boolean shown(ContainerStatus container) {
      ContainerState now = container.getState();
      return (now.getWaiting() != null && FAULTS.contains(now.getWaiting().getReason()))
          || Stream.of(now, container.getLastState())
              .map(ContainerState::getTerminated)
              .anyMatch(end -> end != null && end.getExitCode() != 0);
    }
  }
}
