package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A model that somebody else puts into a volume, and that is served from there. */
class ClaimStory {
  private static final Pattern ACTUAL = Pattern.compile("have the digest (sha256:[0-9a-f]{64})");

  @RegisterExtension static final Stage stage = new Stage();

  @BeforeAll
  static void givenAClassThatProvidesVolumes() {
    assumeThat(
            stage.kubectl(
                "get",
                "storageclass",
                "-o",
                "jsonpath={.items[*].metadata.annotations.storageclass\\.kubernetes\\.io/is-default-class}"))
        .as("a default StorageClass")
        .contains("true");
    if (!Registry.isPublic()) {
      stage.kubectl("create", "configmap", "site", "--from-file=ca.crt=" + Registry.authority());
    }
  }

  @Test
  void whatIsMissingIsNamedUntilTheModelIsServedFromTheClaim() {
    Model model = stage.model("minilm");
    model.declare(manifest(""));
    assertThat(model.awaitReason("ClaimNotFound")).contains("PersistentVolumeClaim models");

    stage.apply(Manifests.claim("models"));
    assertThat(model.awaitReason("ModelNotFound")).contains("no folder minilm/v1", "is empty");

    write();
    model.awaitReady();
    assertThat(model.status().model().format()).isEqualTo("ONNX");
    assertThat(model.pods())
        .allSatisfy(pod -> assertThat(pod.getSpec().getInitContainers()).isEmpty());

    String wrong = "sha256:" + "0".repeat(64);
    model.declare(manifest(", digest: \"" + wrong + "\""));
    String refused = model.awaitReason("DigestMismatch");
    assertThat(refused).contains(wrong);
    assertThat(model.is("Available")).as("the version before serves").isTrue();

    Matcher actual = ACTUAL.matcher(refused);
    assertThat(actual.find()).as(refused).isTrue();
    model.declare(manifest(", digest: \"" + actual.group(1) + "\""));
    model.awaitReady();
  }

  private static String manifest(String more) {
    return Manifests.any(
        "minilm",
        "uri: \"pvc://models/minilm/v1\"" + more,
        "resources: {requests: {cpu: 100m, memory: 384Mi}, limits: {memory: 768Mi}}");
  }

  /** Somebody else's pod, which may write there. */
  private static void write() {
    stage.apply(Manifests.claimWriter("writer", "models", "minilm/v1", Manifests.uri("MINILM_Q")));
    Patience.until(
        "the model lies in the claim",
        () -> {
          Pod writer =
              stage.client().pods().inNamespace(stage.namespace()).withName("writer").get();
          return writer.getStatus().getPhase().equals("Succeeded");
        });
  }
}
