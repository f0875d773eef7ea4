package dev.fairlead.operator.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.ControlPlaneExtension;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whatever a spec holds: once it is carried out, nothing more is written. */
class QuietIT {
  private static final Path SAMPLES = Path.of("../crds/samples/valid");

  @RegisterExtension
  static final ControlPlaneExtension KUBE = new ControlPlaneExtension(Kube.CONFIG.dedicated());

  @Test
  void anotherOperatorFindsNothingToWrite(ControlPlane kube) throws Exception {
    String namespace = kube.newNamespace("quiet");
    int samples = 0;
    try (InProcessOperator first = Kube.startOperator(kube)) {
      for (Path file : samples()) {
        ModelDeployment md = Serialization.unmarshal(Files.readString(file), ModelDeployment.class);
        kube.client().resource(md).inNamespace(namespace).create();
        samples++;
      }
      Awaitility.await("every sample is carried out")
          .atMost(Duration.ofMinutes(2))
          .until(
              () ->
                  kube
                      .client()
                      .resources(ModelDeployment.class)
                      .inNamespace(namespace)
                      .list()
                      .getItems()
                      .stream()
                      .allMatch(QuietIT::isAtRest));
      assertThat(first.reconciles()).isPositive();
    }
    long before = kube.auditLog().end();

    try (InProcessOperator second = Kube.startOperator(kube)) {
      int all = samples;
      Awaitility.await("every sample is looked at")
          .atMost(Duration.ofMinutes(1))
          .until(() -> second.reconciles() >= all);
      assertThat(Kube.writes(kube, before, namespace)).isEmpty();
    }
  }

  /** Ready with all pods, or in need of somebody: nothing is under way. */
  private static boolean isAtRest(ModelDeployment md) {
    return Models.isCurrent(md)
        && (Models.condition(md, "Reconciling").isEmpty()
            || Models.condition(md, "Reconciling")
                .filter(c -> List.of("Unschedulable", "Paused").contains(c.getReason()))
                .isPresent());
  }

  private static List<Path> samples() throws IOException {
    try (var files = Files.list(SAMPLES)) {
      return files.sorted().toList();
    }
  }
}
