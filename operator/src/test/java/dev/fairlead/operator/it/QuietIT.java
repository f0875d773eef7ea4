package dev.fairlead.operator.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.api.v1alpha1.TemplateSpec;
import dev.fairlead.testsupport.AuditLog;
import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.ControlPlaneExtension;
import dev.fairlead.testsupport.Waiting;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whatever a spec holds: once it is carried out, nothing more is written. */
class QuietIT {
  private static final Path SAMPLES = Path.of("../crds/samples/valid");

  /** What is waited for that only somebody else brings: a node, a word of the owner, a gateway. */
  private static final List<String> OF_OTHERS =
      List.of("Unschedulable", "Paused", "RouteNotAccepted");

  @RegisterExtension
  static final ControlPlaneExtension KUBE =
      new ControlPlaneExtension(Kube.CONFIG.withNodes(6).withGatewayApi().dedicated());

  @Test
  void anotherOperatorFindsNothingToWrite(ControlPlane kube) throws Exception {
    String namespace = kube.newNamespace("quiet");
    int samples = 0;
    var clock = new ClockAhead();
    try (InProcessOperator first = Kube.startOperator(kube, TestConfig.DEFAULT, clock)) {
      for (Path file : samples()) {
        ModelDeployment md = Serialization.unmarshal(Files.readString(file), ModelDeployment.class);
        createAccount(kube, md, namespace);
        kube.client().resource(md).inNamespace(namespace).create();
        samples++;
      }
      Awaitility.await("every sample is carried out")
          .atMost(Duration.ofMinutes(5))
          .untilAsserted(
              () ->
                  assertThat(all(kube, namespace).filter(md -> !isAtRest(md)))
                      .extracting(md -> md.getMetadata().getName() + ": " + md.getStatus())
                      .isEmpty());
      // numbers and words wait for half a minute: they are told now
      clock.pass(Duration.ofMinutes(1));
      var models = new Models(kube.client(), namespace);
      all(kube, namespace).forEach(md -> models.poke(md.getMetadata().getName()));
      var last = new AtomicReference<Map<String, Object>>(Map.of());
      Waiting.await("nothing changes any more")
          .during(Duration.ofSeconds(10))
          .until(
              () -> {
                Map<String, Object> now = statuses(kube, namespace);
                return now.equals(last.getAndSet(now));
              });
      assertThat(first.reconciles()).isPositive();
    }
    AuditLog.Mark before = kube.auditLog().mark();
    Map<String, Object> statuses = statuses(kube, namespace);

    try (InProcessOperator second = Kube.startOperator(kube)) {
      int all = samples;
      Waiting.until("every sample is looked at", () -> second.reconciles() >= all);
      assertThat(statuses(kube, namespace)).isEqualTo(statuses);
      assertThat(Kube.writes(kube, before, namespace)).isEmpty();
    }
  }

  private static Stream<ModelDeployment> all(ControlPlane kube, String namespace) {
    return kube
        .client()
        .resources(ModelDeployment.class)
        .inNamespace(namespace)
        .list()
        .getItems()
        .stream();
  }

  private static Map<String, Object> statuses(ControlPlane kube, String namespace) {
    return all(kube, namespace)
        .collect(Collectors.toMap(md -> md.getMetadata().getName(), ModelDeployment::getStatus));
  }

  /** Without it none of its pods comes into being. */
  private static void createAccount(ControlPlane kube, ModelDeployment md, String namespace) {
    TemplateSpec template = md.getSpec().template();
    String name =
        template == null || template.spec() == null ? null : template.spec().serviceAccountName();
    if (name != null) {
      kube.client()
          .resource(
              new ServiceAccountBuilder()
                  .withNewMetadata()
                  .withName(name)
                  .withNamespace(namespace)
                  .endMetadata()
                  .build())
          .serverSideApply();
    }
  }

  /** Ready with all pods, or in need of somebody: nothing is under way. */
  private static boolean isAtRest(ModelDeployment md) {
    return Models.isCurrent(md)
        && (Models.condition(md, "Reconciling").isEmpty()
            || Models.condition(md, "Reconciling")
                .filter(c -> OF_OTHERS.contains(c.getReason()))
                .isPresent());
  }

  private static List<Path> samples() throws IOException {
    try (var files = Files.list(SAMPLES)) {
      return files.sorted().toList();
    }
  }
}
