package dev.fairlead.operator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.fairlead.operator.Authorities;
import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.ControlPlaneExtension;
import dev.fairlead.testsupport.Waiting;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The site's authorities reach fetch and the server of each model, and change beside what runs. */
class TrustedCasIT {
  private static final String SPEC =
      """
      model: {uri: "oci://registry.test/models/minilm:1"}
      resources: {requests: {cpu: 10m, memory: 16Mi}, limits: {memory: 64Mi}}
      """;

  @RegisterExtension
  static final ControlPlaneExtension KUBE = new ControlPlaneExtension(Kube.CONFIG);

  @TempDir Path folder;

  @Test
  void newOnesReachWhatRunsAndNoPodIsTouched(ControlPlane kube) throws IOException {
    Path file = Files.writeString(folder.resolve("ca.crt"), Authorities.ONE);
    TestConfig site = TestConfig.DEFAULT.withTrustedCas(file);
    var models = new Models(kube.client(), kube.newNamespace("authorities"));
    Kube.withOperator(
        kube,
        site,
        http -> {},
        () -> {
          models.apply("minilm", SPEC);
          models.awaitReady("minilm");
        });
    assertThat(models.trustedCas("minilm").getData())
        .containsOnly(entry("ca.crt", Authorities.ONE));
    assertThat(mounts(models))
        .containsExactly("/etc/fairlead/trusted-cas", "/etc/fairlead/trusted-cas");
    List<String> pods = pods(models);

    // as the chart does it: with new authorities the operator starts anew
    Files.writeString(file, Authorities.TWO);
    Kube.withOperator(
        kube,
        site,
        http -> {},
        () ->
            Waiting.await("the new authorities")
                .until(
                    () ->
                        Authorities.TWO.equals(
                            models.trustedCas("minilm").getData().get("ca.crt"))));

    assertThat(models.records("minilm")).hasSize(1);
    assertThat(pods(models)).isEqualTo(pods);
  }

  /** In the containers of the one Deployment. */
  private static List<String> mounts(Models models) {
    PodSpec pod = models.deployments("minilm").getFirst().getSpec().getTemplate().getSpec();
    return Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream())
        .flatMap(container -> container.getVolumeMounts().stream())
        .filter(mount -> mount.getName().equals("trusted-cas"))
        .map(VolumeMount::getMountPath)
        .toList();
  }

  private static List<String> pods(Models models) {
    return models.pods("minilm").stream().map(p -> p.getMetadata().getUid()).sorted().toList();
  }
}
