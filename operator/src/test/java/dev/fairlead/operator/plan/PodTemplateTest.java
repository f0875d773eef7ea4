package dev.fairlead.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.fairlead.operator.Scene;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pod template of a new revision, as a whole. */
class PodTemplateTest {
  private static final Path FOLDER = Path.of("src/test/resources/dev/fairlead/operator/plan");
  private static final String UPDATE = "golden.update";
  private static final String MODEL = "model: {uri: 'oci://registry.test/m:1'}\n";

  @ParameterizedTest
  @ValueSource(strings = {"minimal", "everything", "claim", "custom"})
  void itIsRenderedLikeThis(String name) throws IOException {
    String spec = Files.readString(FOLDER.resolve("pod-template-" + name + ".spec.yaml"));
    Path golden = FOLDER.resolve("pod-template-" + name + ".yaml");

    PodTemplateSpec template = template(Scene.of(spec), ForwardProxy.NONE);

    String yaml = Serialization.asYaml(template);
    if (Boolean.getBoolean(UPDATE)) {
      Files.writeString(golden, yaml);
    }
    assertThat(Files.readString(golden))
        .as("%s; to accept: ./mvnw -pl operator test -D%s=true", golden, UPDATE)
        .isEqualTo(yaml);
  }

  private static PodTemplateSpec template(Scene scene, ForwardProxy proxy) {
    return scene.site(site -> Sites.with(proxy)).plan().target().template();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          uri: 'hf://o/r'                                          | --endpoint=https://hub.test
          uri: 'hf://o/r', format: Auto                            | --endpoint=https://hub.test
          uri: 'hf://o/r', format: XGBoost                         | --endpoint=https://hub.test --format=XGBoost
          uri: 'hf://o/r', endpoint: 'https://own.test'            | --endpoint=https://own.test
          uri: 's3://b/m'                                          | --endpoint=https://s3.test:9000
          uri: 's3://b/m', format: ONNX, region: r                 | --endpoint=https://s3.test:9000 --region=r
          uri: 's3://b/m', endpoint: 'https://own.test'            | --endpoint=https://own.test
          uri: 'djl://g/a/1', format: ONNX                         | --endpoint=https://zoo.test
          uri: 'djl://g/a/1', endpoint: 'https://own.test'         | --endpoint=https://own.test
          uri: 'oci://h.test/m:1', format: ONNX                    | ""
          """)
  void fetchIsToldWhereAndWhat(String model, String expected) {
    PodSpec pod = template(Scene.of("model: {%s}".formatted(model)), ForwardProxy.NONE).getSpec();

    assertThat(pod.getInitContainers().getFirst().getArgs())
        .filteredOn(it -> it.matches("--(endpoint|region|format)=.*"))
        .containsExactlyElementsOf(
            expected.isEmpty() ? List.of() : List.of(expected.split(" ", -1)));
  }

  @Test
  void fetchIsToldOfTheProxyAndItsPasswordStaysInTheSecret() {
    var proxy =
        new ForwardProxy(null, "http://proxy.test:3128", List.of(".svc", "10.0.0.0/8"), "corp");

    PodSpec pod = template(Scene.of(MODEL), proxy).getSpec();

    Container fetch = pod.getInitContainers().getFirst();
    assertThat(fetch.getArgs())
        .contains(
            "--https-proxy=http://proxy.test:3128",
            "--no-proxy=.svc,10.0.0.0/8",
            "--proxy-credentials=/var/run/fairlead/proxy",
            "--proxy-credentials-name=corp")
        .noneMatch(argument -> argument.startsWith("--http-proxy"));
    assertThat(fetch.getVolumeMounts())
        .filteredOn(mount -> mount.getMountPath().equals("/var/run/fairlead/proxy"))
        .extracting(VolumeMount::getName, VolumeMount::getReadOnly)
        .containsExactly(tuple("proxy-credentials", true));
    assertThat(pod.getVolumes())
        .filteredOn(volume -> volume.getName().equals("proxy-credentials"))
        .extracting(volume -> volume.getSecret().getSecretName())
        .containsExactly("corp");
    assertThat(pod.getContainers().getFirst().getVolumeMounts())
        .noneMatch(mount -> mount.getName().equals("proxy-credentials"));
  }

  @Test
  void whereThereIsNoProxyItsSecretIsNotMounted() {
    var none = new ForwardProxy(null, null, List.of(".svc"), "corp");

    PodSpec pod = template(Scene.of(MODEL), none).getSpec();

    assertThat(pod).isEqualTo(template(Scene.of(MODEL), ForwardProxy.NONE).getSpec());
  }

  @Test
  void aPasswordInTheUrlOfAProxyIsRefusedAndNotRepeated() {
    assertThatThrownBy(() -> new ForwardProxy("http://ada:s3cret@h:1", null, List.of(), null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("FAIRLEAD_PROXY_SECRET_NAME")
        .hasMessageNotContaining("s3cret");
  }

  @ParameterizedTest
  @CsvSource({
    "pvc://models, /mnt/models",
    "pvc://models/, /mnt/models",
    "pvc://models/minilm, /mnt/models/minilm",
    "pvc://models/minilm/, /mnt/models/minilm",
  })
  void aClaimIsMountedAsAWholeAndTheServerToldWhereToLook(String uri, String folder) {
    PodTemplateSpec template =
        Scene.of("model: {uri: \"%s\"}".formatted(uri)).plan().target().template();

    Container server = template.getSpec().getContainers().getFirst();
    assertThat(server.getEnv())
        .filteredOn(variable -> variable.getName().equals("FAIRLEAD_MODEL_DIR"))
        .extracting(EnvVar::getValue)
        .containsExactly(folder);
    assertThat(server.getVolumeMounts())
        .filteredOn(mount -> mount.getName().equals("model"))
        .allSatisfy(mount -> assertThat(mount.getSubPath()).isNull())
        .extracting(VolumeMount::getReadOnly)
        .containsExactly(true);
  }

  @ParameterizedTest
  @CsvSource({
    "Auto, " + Scene.IMAGE,
    "ONNX, " + Scene.IMAGE,
    "XGBoost, " + Scene.XGBOOST_IMAGE,
    "TorchScript, " + Scene.PYTORCH_IMAGE,
  })
  void theFormatChoosesTheServer(String format, String image) {
    PodTemplateSpec template =
        Scene.of(
                "model: {uri: \"oci://registry.test/m@sha256:%s\", format: %s}"
                    .formatted("0".repeat(64), format))
            .codeIsAllowed(true)
            .plan()
            .target()
            .template();

    assertThat(template.getSpec().getContainers())
        .extracting(Container::getImage)
        .containsExactly(image);
  }

  @ParameterizedTest
  @CsvSource({
    "nvidia.com/gpu: 1, " + Scene.CUDA_IMAGE + ", gpu",
    "nvidia.com/gpu.shared: 1, " + Scene.CUDA_IMAGE + ", gpu",
    "nvidia.com/mig-1g.10gb: 1, " + Scene.CUDA_IMAGE + ", gpu",
    "nvidia.com/gpu: 0, " + Scene.IMAGE + ",",
    "example.com/dongle: 1, " + Scene.IMAGE + ",",
  })
  void aGpuChoosesTheServerAndTellsIt(String limit, String image, String device) {
    Container server = server(Scene.of(MODEL + "resources: {limits: {%s}}".formatted(limit)));

    assertThat(server.getImage()).isEqualTo(image);
    assertThat(device(server)).isEqualTo(Optional.ofNullable(device));
  }

  @Test
  void aServerOfOnesOwnIsToldOfTheGpuToo() {
    Container server =
        server(
            Scene.of(
                MODEL
                    + "runtime: {image: registry.test/own:1}\n"
                    + "resources: {limits: {nvidia.com/gpu: 2}}"));

    assertThat(server.getImage()).isEqualTo("registry.test/own:1");
    assertThat(device(server)).contains("gpu");
  }

  @Test
  void aGpuThatIsAddedOrTakenAwayTakesTheServerForIt() {
    Scene scene = Scene.of(MODEL);
    scene.record();
    scene.edit(MODEL + "resources: {limits: {nvidia.com/gpu: 1}}");
    assertThat(server(scene).getImage()).isEqualTo(Scene.CUDA_IMAGE);
    scene.record();
    scene.edit(MODEL + "resources: {limits: {memory: 2Gi}}");
    assertThat(server(scene).getImage()).isEqualTo(Scene.IMAGE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {uri: 'oci://h.test/m:1'} |                 |                                 | {kubernetes.io/os: linux, kubernetes.io/arch: amd64}
          {uri: 'pvc://models'}     |                 |                                 | {kubernetes.io/os: linux, kubernetes.io/arch: amd64}
          {uri: 'oci://h.test/m:1'} | {image: own:1}  |                                 | {kubernetes.io/os: linux, kubernetes.io/arch: amd64}
          {uri: 'pvc://models'}     | {image: own:1}  |                                 | {}
          {uri: 'pvc://models'}     | {image: own:1}  | {disk: fast}                    | {disk: fast}
          {uri: 'oci://h.test/m:1'} | {env: []}       | {disk: fast}                    | {kubernetes.io/os: linux, kubernetes.io/arch: amd64, disk: fast}
          {uri: 'oci://h.test/m:1'} |                 | {kubernetes.io/arch: arm64}     | {kubernetes.io/os: linux, kubernetes.io/arch: arm64}
          """)
  void aPodWithAnImageOfOursGoesWhereThatRunsUnlessTheUserSaysOtherwise(
      String model, String runtime, String asked, String expected) {
    String spec =
        "model: %s\n".formatted(model)
            + (runtime == null ? "" : "runtime: %s\n".formatted(runtime))
            + (asked == null ? "" : "template: {spec: {nodeSelector: %s}}\n".formatted(asked));

    Map<String, String> selector =
        Scene.of(spec).plan().target().template().getSpec().getNodeSelector();

    assertThat(selector == null ? Map.of() : selector)
        .isEqualTo(Serialization.unmarshal("---\n" + expected, Map.class));
  }

  private static Container server(Scene scene) {
    return scene.plan().target().template().getSpec().getContainers().getFirst();
  }

  private static Optional<String> device(Container server) {
    return server.getEnv().stream()
        .filter(variable -> variable.getName().equals("FAIRLEAD_DEVICE"))
        .map(EnvVar::getValue)
        .findFirst();
  }
}
