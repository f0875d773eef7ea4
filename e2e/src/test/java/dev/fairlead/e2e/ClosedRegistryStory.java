package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A registry wants a login: who has the Secret gets images and models, who has not is told. */
class ClosedRegistryStory {
  @RegisterExtension static final Stage stage = new Stage();

  private final String host = Registry.closed();

  @BeforeEach
  void givenNodesThatHaveNothingFromThere() {
    assumeThat(host).as("a registry that wants a login").isNotEmpty();
    Nodes.assumeWithinReach();
    stage.clear();
    // a kubelet asks for no login where it finds the image
    Nodes.forgetNames(host + "/");
  }

  @Test
  void aModelNamesTheSecretsForItsFilesAndForItsServersImage() {
    Model model = stage.model("named");
    model.declare(
        Manifests.any(
            "named",
            "uri: \"%s\", credentials: {secretRef: {name: for-files}}"
                .formatted(Registry.closed(Manifests.uri("MINILM_Q"))),
            "runtime: {image: \"%s\"}"
                .formatted(Registry.closed(Shell.environment("FAIRLEAD_E2E_RUNTIME_IMAGE"))),
            "template: {spec: {imagePullSecrets: [{name: for-images}]}}",
            "resources: {requests: {cpu: 100m, memory: 384Mi}, limits: {memory: 768Mi}}"));

    assertThat(model.awaitReason("CredentialsNotFound")).contains("for-files");

    Registry.login(stage.namespace(), "for-files");
    assertThat(model.awaitReason("ImagePullFailed")).contains(host + "/fairlead/runtime-onnx@");

    Registry.login(stage.namespace(), "for-images");
    model.awaitSettled();
    assertThat(images(model).getLast()).as("image of the server").startsWith(host);
  }

  /** Of its pods, in the order in which their containers start. */
  private static List<String> images(Model model) {
    PodSpec pod = model.pods().getFirst().getSpec();
    return Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream())
        .map(Container::getImage)
        .toList();
  }
}
