package dev.fairlead.operator.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.ControlPlaneExtension;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Of several operators one works, and the next begins as soon as it stops. */
class LeadershipIT {
  private static final String SPEC =
      """
      model: {uri: "oci://registry.test/models/minilm:1"}
      resources: {requests: {cpu: 10m, memory: 16Mi}, limits: {memory: 64Mi}}
      """;

  @RegisterExtension
  static final ControlPlaneExtension KUBE = new ControlPlaneExtension(Kube.CONFIG);

  @Test
  void whoStopsGivesTheLeaseBack(ControlPlane kube) {
    String namespace = kube.newNamespace("fairlead-system");
    OperatorRights.grant(kube.client(), namespace);
    var models = new Models(kube.client(), kube.newNamespace("leadership"));
    InProcessOperator first = Kube.startCandidate(kube, TestConfig.DEFAULT, namespace);
    Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> lease(kube, namespace) != null);
    try (var second = Kube.startCandidate(kube, TestConfig.DEFAULT, namespace)) {
      models.apply("one", SPEC);
      models.awaitReady("one");
      assertThat(second.reconciles()).as("reconciles of who does not lead").isZero();

      first.close();

      // long before the lease would have run out
      Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> second.reconciles() > 0);
      models.apply("two", SPEC);
      models.awaitReady("two");
    }
    assertThat(lease(kube, namespace).getSpec().getHolderIdentity())
        .as("holder after the last one has stopped")
        .isEmpty();
  }

  private static Lease lease(ControlPlane kube, String namespace) {
    return kube.client().leases().inNamespace(namespace).withName("fairlead-operator").get();
  }
}
