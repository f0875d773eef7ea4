package dev.fairlead.operator.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.ControlPlaneExtension;
import dev.fairlead.testsupport.Waiting;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The site's proxy is for what fetch asks; the operator's own requests go straight. */
class ProxyIT {
  private static final String SPEC =
      """
      model: {uri: "oci://registry.test/models/minilm:1"}
      resources: {requests: {cpu: 10m, memory: 16Mi}, limits: {memory: 64Mi}}
      """;

  /** Nobody listens there: a request that went through it would be seen to fail. */
  private static final String DEAD = "http://127.0.0.1:1";

  @RegisterExtension
  static final ControlPlaneExtension KUBE = new ControlPlaneExtension(Kube.CONFIG);

  @TempDir Path folder;

  @Test
  void fetchIsToldOfItAndTheOperatorDoesWithoutIt(ControlPlane kube) throws Exception {
    String home = kube.newNamespace("fairlead-system");
    OperatorRights.grant(kube.client(), home);
    var models = new Models(kube.client(), kube.newNamespace("proxy"));
    var environment =
        Map.of(
            "FAIRLEAD_PROXY_HTTPS",
            DEAD,
            "FAIRLEAD_PROXY_HTTP",
            DEAD,
            "FAIRLEAD_PROXY_NO_PROXY",
            ".svc,10.0.0.0/8",
            "FAIRLEAD_PROXY_SECRET_NAME",
            "corp");

    var config = kube.configOfServiceAccount(home, OperatorRights.ACCOUNT);

    try (var operator = PackagedOperator.start(folder, config, home, environment)) {
      Waiting.until("it listens", operator::listens);
      models.apply("minilm", SPEC);
      models.awaitReady("minilm");
    }

    PodSpec pod = models.pods("minilm").getFirst().getSpec();
    assertThat(pod.getInitContainers().getFirst().getArgs())
        .contains(
            "--https-proxy=" + DEAD,
            "--http-proxy=" + DEAD,
            "--no-proxy=.svc,10.0.0.0/8",
            "--proxy-credentials-name=corp");
    assertThat(pod.getVolumes())
        .filteredOn(volume -> volume.getName().equals("proxy-credentials"))
        .singleElement()
        .satisfies(volume -> assertThat(volume.getSecret().getOptional()).isTrue());
  }
}
