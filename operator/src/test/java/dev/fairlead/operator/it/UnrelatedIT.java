package dev.fairlead.operator.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.ControlPlaneExtension;
import dev.fairlead.testsupport.Figures;
import dev.fairlead.testsupport.Waiting;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What others have in a cluster costs the operator nothing, however much it is. */
class UnrelatedIT {
  private static final int OF_EACH_KIND = Boolean.getBoolean("campaign") ? 20_000 : 700;

  /** Held whole, even the fewest would take more. */
  private static final long MOST_BYTES = 5L << 20;

  private static final String SPEC =
      """
      model: {uri: "oci://registry.test/models/minilm:1"}
      resources: {requests: {cpu: 10m, memory: 16Mi}, limits: {memory: 64Mi}}
      """;

  private static final String TEXT = "of no interest to the operator; ".repeat(64);

  @RegisterExtension
  static final ControlPlaneExtension KUBE = new ControlPlaneExtension(Kube.CONFIG.dedicated());

  @TempDir Path folder;

  @Test
  void secretsConfigMapsAndPodsOfOthers(ControlPlane kube) throws Exception {
    String home = kube.newNamespace("fairlead-system");
    OperatorRights.grant(kube.client(), home);
    Config config = kube.configOfServiceAccount(home, OperatorRights.ACCOUNT);
    var models = new Models(kube.client(), kube.newNamespace("models"));
    try (var operator = PackagedOperator.start(folder, config, home)) {
      Waiting.until("it listens", operator::listens);
      models.apply("before", SPEC);
      models.awaitReady("before");
      Usage before = operator.usage();

      fill(kube.client(), kube.newNamespace("others"));
      // whoever is told of all that has been told by now
      models.apply("after", SPEC);
      models.awaitReady("after");

      Usage after = operator.usage();
      long more = after.heapBytes() - before.heapBytes();
      Figures.row(
          "live heap for %d Secrets, ConfigMaps and Pods each, of others".formatted(OF_EACH_KIND),
          more / 1024 + " KiB");
      Figures.row(
          "resident memory for them",
          after.residentKibibytes() - before.residentKibibytes() + " KiB");
      assertThat(more).as("bytes of live heap").isLessThanOrEqualTo(MOST_BYTES);
    }
  }

  private static void fill(KubernetesClient client, String namespace) {
    Parallel.each(
        OF_EACH_KIND,
        i -> {
          String name = "other-" + i;
          client
              .resource(
                  new SecretBuilder()
                      .withNewMetadata()
                      .withName(name)
                      .withNamespace(namespace)
                      .endMetadata()
                      .addToStringData("text", TEXT)
                      .build())
              .create();
          client
              .resource(
                  new ConfigMapBuilder()
                      .withNewMetadata()
                      .withName(name)
                      .withNamespace(namespace)
                      .endMetadata()
                      .addToData("text", TEXT)
                      .build())
              .create();
          client
              .resource(
                  new PodBuilder()
                      .withNewMetadata()
                      .withName(name)
                      .withNamespace(namespace)
                      .addToAnnotations("text", TEXT)
                      .endMetadata()
                      .withNewSpec()
                      // nobody places it
                      .withSchedulerName("nobody")
                      .addNewContainer()
                      .withName("main")
                      .withImage("registry.test/other:1")
                      .endContainer()
                      .endSpec()
                      .build())
              .create();
        });
  }
}
