package dev.fairlead.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.fairlead.operator.Scene;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a foreign server is given where its spec says little; the golden file says much. */
class ForeignContainerTest {
  private static final String MODEL = "model: {uri: 'oci://registry.test/m:1'}\n";
  private static final String SPEC =
      MODEL
          + "runtime: {image: registry.test/own:1,"
          + " custom: {ports: [{name: http, containerPort: 9000}]%s}%s}";

  @Test
  void itIsAskedAsTheOpenInferenceProtocolSays() {
    Scene scene = Scene.of(SPEC.formatted("", ""));

    assertThat(ForeignServer.of(scene.plan().target()))
        .contains(new ForeignServer("/v2/health/ready", 9000));
  }

  @Test
  void aServerOfOursIsNoForeignOne() {
    for (String runtime : List.of("", "runtime: {image: registry.test/own:1}")) {
      assertThat(ForeignServer.of(Scene.of(MODEL + runtime).plan().target())).isEmpty();
    }
  }

  @Test
  void itTakesRequestsUntilNoNodeSendsAny() {
    Container server = server(SPEC.formatted("", ""));

    assertThat(server.getLifecycle().getPreStop().getSleep().getSeconds()).isEqualTo(5);
  }

  @Test
  void itIsKilledNeitherWhileItLoadsNorWhileItIsBusy() {
    Container server = server(SPEC.formatted("", ""));

    assertThat(server.getStartupProbe().getTcpSocket()).isNotNull();
    assertThat(
            server.getStartupProbe().getPeriodSeconds()
                * server.getStartupProbe().getFailureThreshold())
        .isEqualTo(3_600);
    assertThat(server.getLivenessProbe().getTcpSocket()).isNotNull();
    assertThat(server.getLivenessProbe().getHttpGet()).isNull();
  }

  @Test
  void whatItWritesGoesToTheOnlyPlaceThatItMayWriteTo() {
    assertThat(server(SPEC.formatted("", "")).getEnv())
        .extracting(EnvVar::getName, EnvVar::getValue)
        .contains(tuple("HOME", "/tmp"), tuple("XDG_CACHE_HOME", "/tmp/.cache"));
    assertThat(server(SPEC.formatted("", ", env: [{name: HOME, value: /tmp/me}]")).getEnv())
        .extracting(EnvVar::getName, EnvVar::getValue)
        .contains(tuple("HOME", "/tmp/me"), tuple("XDG_CACHE_HOME", "/tmp/.cache"))
        .doesNotContain(tuple("HOME", "/tmp"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          ""                                   | http         |      |
          , metricsPath: /m                    | http         | http | /m
          , metricsPort: 9001                  | http,metrics |      |
          , metricsPath: /m, metricsPort: 9001 | http,metrics |      | /m
          """)
  void prometheusFindsItsMetrics(String fields, String ports, String onPort, String path) {
    PodTemplateSpec template = template(SPEC.formatted(fields, ""));

    assertThat(template.getSpec().getContainers().getFirst().getPorts())
        .extracting(ContainerPort::getName)
        .containsExactly(ports.split(",", -1));
    Map<String, String> annotations = template.getMetadata().getAnnotations();
    Map<String, String> found = annotations == null ? Map.of() : annotations;
    assertThat(found.get("serving.fairlead.dev/metrics-port")).isEqualTo(onPort);
    assertThat(found.get("serving.fairlead.dev/metrics-path")).isEqualTo(path);
  }

  @Test
  void aServerOfOursGetsSharedMemoryToo() {
    PodTemplateSpec template = template(MODEL + "runtime: {sharedMemory: 64Mi}");

    assertThat(template.getSpec().getVolumes())
        .filteredOn(volume -> volume.getName().equals("shm"))
        .extracting(
            volume -> volume.getEmptyDir().getMedium(),
            volume -> volume.getEmptyDir().getSizeLimit().toString())
        .containsExactly(tuple("Memory", "64Mi"));
    assertThat(template.getSpec().getContainers().getFirst().getVolumeMounts())
        .filteredOn(mount -> mount.getName().equals("shm"))
        .extracting(VolumeMount::getMountPath, VolumeMount::getReadOnly)
        .containsExactly(tuple("/dev/shm", null));
    assertThat(template.getSpec().getInitContainers().getFirst().getVolumeMounts())
        .noneMatch(mount -> mount.getName().equals("shm"));
  }

  private static Container server(String spec) {
    return template(spec).getSpec().getContainers().getFirst();
  }

  private static PodTemplateSpec template(String spec) {
    return Scene.of(spec).plan().target().template();
  }
}
