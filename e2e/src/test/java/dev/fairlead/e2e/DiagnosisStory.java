package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.testsupport.Sample;
import dev.fairlead.testsupport.Sampled;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.ResourceLockTarget;

/**
 * Whatever is wrong, the status names it soon, and what is cured elsewhere needs no touch. Most of
 * the time somebody backs off, so the faults are shown a few at a time.
 */
@Sampled(days = 2)
@ResourceLock(
    value = DiagnosisStory.QUOTA,
    mode = ResourceAccessMode.READ,
    target = ResourceLockTarget.CHILDREN)
class DiagnosisStory {
  /** On the pods of the namespace, so on those of every fault. */
  static final String QUOTA = "quota";

  /**
   * From the moment that a pod shows the fault; three times that where other work has the machine.
   */
  private static final Duration SOON = Duration.ofSeconds(Sample.today().isWhole() ? 10 : 30);

  private static final Set<String> HELD =
      Set.of("ErrImagePull", "ImagePullBackOff", "CreateContainerConfigError");

  @RegisterExtension static final Stage stage = new Stage();

  private final List<Model> declared = new ArrayList<>();

  @AfterEach
  void delete() {
    declared.forEach(
        model -> stage.kubectl("delete", "modeldeployment", model.name(), "--wait=false"));
  }

  @Fault
  void aMissingModelIsModelNotFoundAndHealsOnceItIsThere() {
    String uri = "oci://" + Registry.unused("models/late");
    Model late = declare("late", "uri: \"" + uri + "\"");

    assertThat(late.awaitReason("ModelNotFound")).contains("models/late");
    Patience.until("it is stalled", () -> late.is("Stalled"));

    Registry.copy(Manifests.uri("MINILM_Q"), uri.replaceFirst("^oci://", ""));
    late.awaitReady();
  }

  @Fault
  void aWrongDigestIsDigestMismatch() {
    String tagged = Manifests.uri("MINILM_Q").replaceFirst("@sha256:.*", ":1.0.0");
    Model model =
        declare("digest", "uri: \"%s\", digest: \"sha256:%s\"".formatted(tagged, "0".repeat(64)));

    assertThat(diagnosis(model, Faults::fetchFailed, "DigestMismatch")).contains("0".repeat(64));
  }

  @Fault
  void filesBeyondTheirStorageAreStorageFull() {
    Model model = declare("room", uri("MINILM_Q") + ", storage: 1Mi");

    assertThat(diagnosis(model, Faults::fetchFailed, "StorageFull"))
        .contains("model.storage allows 1.0 MiB");
  }

  @Fault
  void aMissingSecretIsCredentialsNotFoundAndHealsOnceItIsThere() {
    Model model =
        declare("secret", uri("MINILM_Q") + ", credentials: {secretRef: {name: registry-login}}");

    assertThat(diagnosis(model, Faults::fetchFailed, "CredentialsNotFound"))
        .contains("registry-login");

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

  @Fault
  void anImpossibleNumberOfGpusIsUnschedulableWithTheSchedulersWords() {
    // of a server of its own, which might use as many
    Model model =
        declare(
            "gpu",
            uri("MINILM_Q"),
            "runtime: {image: \"%s\"}".formatted(Shell.environment("FAIRLEAD_E2E_RUNTIME_IMAGE")),
            "resources: {limits: {nvidia.com/gpu: \"64\", memory: 1Gi}}");

    assertThat(diagnosis(model, Faults::unschedulable, "Unschedulable"))
        .contains("Insufficient nvidia.com/gpu");
  }

  @Fault
  void filesThatAreNoModelAreModelInvalid() {
    Model model = declare("broken", uri("BROKEN"));

    assertThat(diagnosis(model, Faults::serverFailed, "ModelInvalid"))
        .contains("model.onnx")
        .doesNotContain("/mnt");
    healsByAnEdit(model);
  }

  @Fault
  void filesOfNoFormatThatTheServerKnowsAreFormatNotSupported() {
    Model model = declare("foreign", uri("FOREIGN"));

    assertThat(diagnosis(model, Faults::serverFailed, "FormatNotSupported"))
        .contains("weights.gguf");
  }

  @Fault
  void aServerThatEndsByItselfIsCrashed() {
    // the tools end with 2 where they are not told which of them is meant
    Model model =
        declare(
            "crash",
            uri("MINILM_Q"),
            "runtime: {image: \"%s\"}".formatted(Shell.environment("FAIRLEAD_E2E_TOOLS_IMAGE")));

    assertThat(diagnosis(model, Faults::serverFailed, "Crashed")).contains("exit code 2");
  }

  @Fault
  @ResourceLock(value = QUOTA, mode = ResourceAccessMode.READ_WRITE)
  void aQuotaThatIsUsedUpIsQuotaExceededAndHealsOnceItIsRaised() {
    stage.kubectl("create", "quota", "pods", "--hard=pods=0");
    try {
      Model model = declare("quota", uri("MINILM_Q"));

      assertThat(model.awaitReason("QuotaExceeded")).contains("exceeded quota", "pods=0");

      stage.kubectl("delete", "quota", "pods");
      model.awaitReady();
    } finally {
      stage.kubectl("delete", "quota", "pods", "--ignore-not-found");
    }
  }

  @Fault
  void aModelBeyondItsMemoryLimitIsOutOfMemory() {
    Model model = declare("memory", uri("MINILM"), "resources: {limits: {memory: 128Mi}}");

    assertThat(diagnosis(model, Faults::serverFailed, "OutOfMemory")).contains("128");
    healsByAnEdit(model);
  }

  @Fault
  void anImageThatDoesNotExistIsImageNotFoundAndHealsOnceItIsThere() {
    String image = Registry.unused("fairlead/late");
    Model model = declare("image", uri("MINILM_Q"), "runtime: {image: \"%s\"}".formatted(image));

    assertThat(diagnosis(model, Faults::held, "ImageNotFound")).contains(image);

    Registry.copy(Shell.environment("FAIRLEAD_E2E_RUNTIME_IMAGE"), image);
    model.awaitReady();
  }

  @Fault
  void aFormatThatTheServerDoesNotCarryIsToldByTheApiServer() {
    String manifest = Manifests.any("format", uri("MINILM_Q") + ", format: TensorFlow");

    assertThat(
            Shell.attempt(manifest, "kubectl", "-n", stage.namespace(), "apply", "-f", "-")
                .output())
        .contains("Unsupported value: \"TensorFlow\"");
  }

  @Fault
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

  private Model declare(String name, String fields, String... more) {
    Model model = stage.model(name);
    declared.add(model);
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

  /** The message under that reason, which has to be there soon after a pod shows that fault. */
  private static String diagnosis(Model model, Predicate<Pod> fault, String reason) {
    Patience.until("a pod shows the fault", () -> model.pods().stream().anyMatch(fault));
    Instant shown = Instant.now();
    var said = new LinkedHashSet<String>();
    String message =
        Patience.until(
                model.name() + " says " + reason,
                () -> {
                  Condition ready = model.condition("Ready").orElseThrow();
                  said.add(ready.getReason() + ": " + ready.getMessage());
                  return ready;
                },
                ready -> assertThat(ready.getReason()).isEqualTo(reason))
            .getMessage();
    Duration taken = Duration.between(shown, Instant.now());
    System.out.printf("diagnosis: %s %d ms after the fault%n", reason, taken.toMillis());
    assertThat(taken).as("time until the status says %s, after %s", reason, said).isLessThan(SOON);
    return message;
  }

  /** A test that others may run beside. */
  @Test
  @Execution(ExecutionMode.CONCURRENT)
  @Retention(RetentionPolicy.RUNTIME)
  private @interface Fault {}

  /** How a pod shows what is wrong with it, where a busy node may show something else before. */
  private static final class Faults {
    static boolean unschedulable(Pod pod) {
      return pod.getStatus().getConditions().stream()
          .anyMatch(c -> c.getType().equals("PodScheduled") && c.getStatus().equals("False"));
    }

    /** The image or the Secret is not there. */
    static boolean held(Pod pod) {
      return Stream.concat(
              pod.getStatus().getInitContainerStatuses().stream(),
              pod.getStatus().getContainerStatuses().stream())
          .map(container -> container.getState().getWaiting())
          .anyMatch(waiting -> waiting != null && HELD.contains(waiting.getReason()));
    }

    static boolean fetchFailed(Pod pod) {
      return pod.getStatus().getInitContainerStatuses().stream().anyMatch(Faults::failed);
    }

    static boolean serverFailed(Pod pod) {
      return pod.getStatus().getContainerStatuses().stream().anyMatch(Faults::failed);
    }

    private static boolean failed(ContainerStatus container) {
      return Stream.of(container.getState(), container.getLastState())
          .map(ContainerState::getTerminated)
          .anyMatch(end -> end != null && end.getExitCode() != 0);
    }
  }
}
