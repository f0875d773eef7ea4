package dev.fairlead.operator.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.ControlPlaneExtension;
import dev.fairlead.testsupport.Waiting;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
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
    Waiting.until("one leads", () -> lease(kube, namespace) != null);
    String leader = holder(kube, namespace);
    try (var second = Kube.startCandidate(kube, TestConfig.DEFAULT, namespace)) {
      models.apply("one", SPEC);
      models.awaitReady("one");
      assertThat(second.reconciles()).as("reconciles of who does not lead").isZero();

      first.close();

      assertThat(holder(kube, namespace))
          .as("holder once the first one has given it back")
          .isNotEqualTo(leader);
      Waiting.until("the other one works", () -> second.reconciles() > 0);
      models.apply("two", SPEC);
      models.awaitReady("two");
    }
    assertThat(holder(kube, namespace)).as("holder after the last one has stopped").isEmpty();
  }

  private static String holder(ControlPlane kube, String namespace) {
    return lease(kube, namespace).getSpec().getHolderIdentity();
  }

  private static Lease lease(ControlPlane kube, String namespace) {
    return kube.client().leases().inNamespace(namespace).withName("fairlead-operator").get();
  }
}
