package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.fairlead.testsupport.Sampled;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A registry wants a login: who has the Secret gets images and models, who has not is told. */
@Sampled(days = 2)
class ClosedRegistryStory {
  /** As the guide of the installation names it. */
  private static final String LOGIN = "regcred";

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

  @Test
  void theChartNamesThoseForTheOperatorAndForAllModels() {
    try {
      // first of all: what a run that was cut off has left of it makes no difference then
      Registry.login(Operator.NAMESPACE, LOGIN);
      Operator.install(
          Operator.CHART,
          "--set=image.registry=" + host,
          "--set=imagePullSecrets[0].name=" + LOGIN,
          "--set=model.imagePullSecrets={" + LOGIN + "}",
          // below it is waited for, and told what a pod waits for
          "--wait=false");
      Patience.until(
          "all operators are from there",
          ClosedRegistryStory::operators,
          pods ->
              assertThat(pods)
                  .isNotEmpty()
                  .allSatisfy(pod -> assertThat(pod).startsWith(host + "/").endsWith(" true")));

      Model model = stage.model("defaults");
      model.declare(Manifests.model("defaults", Manifests.uri("MINILM_Q"), "1.0"));
      assertThat(model.awaitReason("ImagePullFailed")).contains(host + "/fairlead/fetch@");

      Registry.login(stage.namespace(), LOGIN);
      model.awaitSettled();
      assertThat(images(model)).hasSize(2).allMatch(image -> image.startsWith(host + "/"));
      Operator.hadNoSurprise();
    } finally {
      Operator.restore();
      Shell.run(
          "kubectl",
          "--namespace=" + Operator.NAMESPACE,
          "delete",
          "secret",
          LOGIN,
          "--ignore-not-found");
    }
  }

  /** Of each pod its image, what it waits for, if anything, and whether it is ready. */
  private static List<String> operators() {
    return Shell.run(
            "kubectl",
            "--namespace=" + Operator.NAMESPACE,
            "get",
            "pods",
            "--selector=" + Operator.SELECTOR,
            "--output=jsonpath={range .items[*]}{.spec.containers[*].image}"
                + " {.status.containerStatuses[*].state.waiting}"
                + " {.status.containerStatuses[*].ready}{\"\\n\"}{end}")
        .lines()
        .toList();
  }

  /** Of its pods, in the order in which their containers start. */
  private static List<String> images(Model model) {
    PodSpec pod = model.pods().getFirst().getSpec();
    return Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream())
        .map(Container::getImage)
        .toList();
  }
}
