package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.testsupport.Sampled;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Models ask for devices: those that a node offers are given, and what is missing is told. */
@Sampled(days = 2)
class GpuStory {
  @RegisterExtension static final Stage stage = new Stage();

  @BeforeEach
  void givenNodesOfOurOwn() {
    Nodes.assumeWithinReach();
  }

  @Test
  void aGpuThatIsThereIsGivenAndAServerThatCannotUseItSaysSo() {
    String node = Nodes.workers().getFirst();
    try (Devices gpus = Devices.on(node, "nvidia.com/gpu", 1)) {
      Model one = declareWithGpus("one", 1);
      Model two = declareWithGpus("two", 2);

      assertThat(one.awaitReason("DeviceUnavailable"))
          .contains("this server is built for CPUs only", "image.runtimeOnnxCuda");
      assertIsOn(one, gpus.node());
      assertThat(two.awaitReason("Unschedulable"))
          .contains("0/", "nodes are available", "Insufficient " + gpus.resource());
    }
  }

  @Test
  void anyDeviceIsGivenAndOneMoreThanThereIsIsToldWithTheSchedulersNumbers() throws Exception {
    String node = Nodes.workers().getFirst();
    try (Devices dongles = Devices.on(node, "example.com/dongle", 1)) {
      Model model = stage.model("dongle");
      model.declare(
          Manifests.any(
              "dongle",
              "uri: \"" + Manifests.uri("XGBOOST") + "\", format: XGBoost",
              "resources: {requests: {cpu: 50m, memory: 192Mi}, limits: {memory: 768Mi,"
                  + " example.com/dongle: 1}}"));
      model.awaitSettled();
      assertIsOn(model, dongles.node());
      assertThat(PodHttp.metrics(model)).contains("fairlead_workers ");

      stage.kubectl("scale", "md/dongle", "--replicas=2");

      Patience.until(
          "it says why there is no second one",
          () -> model.condition("Reconciling").orElseThrow(),
          reconciling ->
              assertThat(reconciling.getMessage())
                  .contains("1 of 2 pods ready", "Unschedulable: 0/")
                  .contains("Insufficient " + dongles.resource()));
      assertThat(model.is("Ready")).isTrue();
    }
  }

  /** Of a server that the owner names, which does not know what to do with one. */
  private static Model declareWithGpus(String name, int gpus) {
    Model model = stage.model(name);
    model.declare(
        Manifests.any(
            name,
            "uri: \"" + Manifests.uri("MINILM_Q") + "\"",
            "runtime: {image: \"%s\"}".formatted(Shell.environment("FAIRLEAD_E2E_RUNTIME_IMAGE")),
            "resources: {requests: {cpu: 100m, memory: 384Mi}, limits: {memory: 768Mi,"
                + " nvidia.com/gpu: %d}}".formatted(gpus)));
    return model;
  }

  private static void assertIsOn(Model model, String node) {
    assertThat(model.pods())
        .isNotEmpty()
        .allSatisfy(pod -> assertThat(pod.getSpec().getNodeName()).isEqualTo(node));
  }
}
