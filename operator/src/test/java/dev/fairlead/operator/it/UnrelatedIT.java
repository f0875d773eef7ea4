package dev.fairlead.operator.it;

import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.ControlPlaneExtension;
import dev.fairlead.testsupport.FakeNodes;
import dev.fairlead.testsupport.Figures;
import dev.fairlead.testsupport.Waiting;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ContainerImage;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What others have in a cluster costs the operator nothing, however much it is. */
class UnrelatedIT {
  private static final int OF_EACH_KIND = Boolean.getBoolean("campaign") ? 20_000 : 700;

  /** Fewer, since each is kept alive meanwhile. */
  private static final int NODES = 200;

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
  void secretsConfigMapsPodsAndNodesOfOthers(ControlPlane kube) throws Exception {
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
      addNodes(kube.client());
      // whoever is told of all that has been told by now
      models.apply("after", SPEC);
      models.awaitReady("after");

      // what comes between a collection and the look at what it left is gone at the next one
      Usage after =
          Waiting.await("what is held of them")
              .pollInterval(Duration.ofSeconds(1))
              .until(operator::usage, u -> u.heapBytes() - before.heapBytes() <= MOST_BYTES);
      long more = after.heapBytes() - before.heapBytes();
      Figures.row(
          "live heap for %d Secrets, ConfigMaps and Pods each, of others, and %d nodes"
              .formatted(OF_EACH_KIND, NODES),
          more / 1024 + " KiB");
      Figures.row(
          "resident memory for them",
          after.residentKibibytes() - before.residentKibibytes() + " KiB");
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

  /** With as many names of images as a kubelet reports. */
  private static void addNodes(KubernetesClient client) {
    Parallel.each(
        NODES,
        i ->
            client
                .resource(
                    FakeNodes.node("other-" + i)
                        .editStatus()
                        .withImages(Collections.nCopies(50, new ContainerImage(List.of(TEXT), 1L)))
                        .endStatus()
                        .build())
                .create());
  }
}
