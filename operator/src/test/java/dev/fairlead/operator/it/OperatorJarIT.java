package dev.fairlead.operator.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.ControlPlaneExtension;
import dev.fairlead.testsupport.MetricNames;
import dev.fairlead.testsupport.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The packaged operator: what Quarkus adds to its classes, from the start to the end. */
class OperatorJarIT {
  private static final String SPEC =
      """
      model: {uri: "oci://registry.test/models/minilm:%d", track: {interval: 24h}}
      resources: {requests: {cpu: 10m, memory: 16Mi}, limits: {memory: 64Mi}}
      rollout: {strategy: Canary, canary: {steps: [{weight: 20}]}}
      """;

  private static final int OK = 200;

  /** 128 + SIGTERM: it ended because it was told to, and for no other reason. */
  private static final int TERMINATED = 143;

  @RegisterExtension
  static final ControlPlaneExtension KUBE = new ControlPlaneExtension(Kube.CONFIG);

  @TempDir Path folder;

  private String namespace;
  private PackagedOperator operator;

  @BeforeEach
  void start(ControlPlane kube) throws Exception {
    namespace = kube.newNamespace("fairlead-system");
    OperatorRights.grant(kube.client(), namespace);
    var config = kube.configOfServiceAccount(namespace, OperatorRights.ACCOUNT);
    operator = PackagedOperator.start(folder, config, namespace);
    Waiting.until("it listens", operator::listens);
  }

  @AfterEach
  void stop() {
    operator.close();
  }

  @Test
  void itIsHealthyWorksAndEndsCleanly(ControlPlane kube) throws Exception {
    for (String kind : List.of("started", "live", "ready")) {
      Waiting.await(kind).until(() -> operator.get("/q/health/" + kind).statusCode() == OK);
    }
    var models = new Models(kube.client(), kube.newNamespace("jar"));
    models.apply("minilm", SPEC.formatted(1));
    models.awaitReady("minilm");

    assertThat(operator.log())
        .as("lines that say which resource they speak of")
        .anyMatch(line -> speaksOf(line, models.namespace(), "minilm"));
    String isReady =
        "fairlead_modeldeployment_status{model_namespace=\"%s\",modeldeployment=\"minilm\",ready=\"True\","
            .formatted(models.namespace());
    Waiting.await("its cache has seen what it wrote itself")
        .until(() -> operator.get("/q/metrics").body().contains(isReady));
    models.apply("minilm", SPEC.formatted(2));
    Waiting.await("what it says of a canary")
        .until(
            () -> operator.get("/q/metrics").body().contains("fairlead_rollout_weight_percent{"));
    String scrape = operator.get("/q/metrics").body();
    assertThat(scrape)
        .contains("fairlead_writes_total{kind=\"deployment\",operation=\"apply\"}")
        .contains("fairlead_reconcile_seconds_count{outcome=\"success\"}")
        .contains("fairlead_modeldeployments{ready=\"False\"}")
        .contains("fairlead_leading 1.0");
    assertItExportsWhatThePageSays(scrape);

    assertThat(holder(kube)).isEqualTo("fairlead-0");
    assertThat(operator.terminate()).isEqualTo(TERMINATED);
    assertThat(holder(kube)).as("holder of the lease after the end").isEmpty();
    assertThat(operator.log())
        .as("lines of its log")
        .noneMatch(line -> line.path("level").asText().equals("ERROR"));
  }

  /** What the page says is what the chart's alerts and dashboard may use. */
  private static void assertItExportsWhatThePageSays(String scrape) throws IOException {
    String page = Files.readString(Path.of("../docs/monitoring.md"));
    Map<String, Set<String>> documented = MetricNames.documented(page, "Metrics of the operator");
    Map<String, Set<String>> scraped = MetricNames.scraped(scrape);
    assertThat(scraped).containsAllEntriesOf(documented);
    assertThat(scraped.keySet().stream().filter(name -> name.startsWith("fairlead_")))
        .isSubsetOf(documented.keySet());
  }

  private static boolean speaksOf(JsonNode line, String namespace, String name) {
    JsonNode mdc = line.path("mdc");
    return mdc.path("resource.namespace").asText().equals(namespace)
        && mdc.path("resource.name").asText().equals(name);
  }

  private String holder(ControlPlane kube) {
    return kube.client()
        .leases()
        .inNamespace(namespace)
        .withName("fairlead-operator")
        .require()
        .getSpec()
        .getHolderIdentity();
  }
}
