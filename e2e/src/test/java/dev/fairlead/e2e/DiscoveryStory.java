package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Prometheus finds models, those of others too, and operators by itself, with nothing but what
 * the guide or the chart says. Of the campaign only: that of Debian cannot, and another one has to
 * be built.
 */
@EnabledIfSystemProperty(
    named = "campaign",
    matches = "true",
    disabledReason = "its Prometheus may have to be built, which takes minutes")
class DiscoveryStory {
  private static final String PROMETHEUS =
      Optional.ofNullable(System.getenv("FAIRLEAD_E2E_PROMETHEUS")).orElse("");

  @RegisterExtension static final Stage stage = new Stage();
  private static final Model minilm = stage.model("minilm");
  private static final Model foreign = stage.model("linear");

  @TempDir Path folder;

  @BeforeAll
  static void givenAPrometheusAndModels() {
    assumeThat(PROMETHEUS).as("a Prometheus that finds pods by itself").isNotEmpty();
    minilm.declare(Manifests.model("minilm", Manifests.uri("MINILM_Q"), "1.0"));
    new Linear(foreign).declare("LINEAR", Linear.READINESS_PATH);
    minilm.awaitSettled();
    foreign.awaitSettled();
  }

  @Test
  void byTheJobsOfTheGuide() throws Exception {
    try (ApiProxy api = ApiProxy.start();
        Prometheus prometheus = prometheus(ScrapeJobs.ofGuide(), api)) {
      finds(prometheus, stage.namespace(), models());
      finds(
          prometheus,
          Operator.NAMESPACE,
          Operator.pods().stream().map(pod -> up(pod, "", "")).toList());
    }
  }

  @Test
  void modelsByThePodMonitorOfTheChart() throws Exception {
    try (ApiProxy api = ApiProxy.start();
        Prometheus prometheus = prometheus(ScrapeJobs.ofPodMonitor(), api)) {
      finds(prometheus, stage.namespace(), models());
    }
  }

  private Prometheus prometheus(ScrapeJobs jobs, ApiProxy api) throws IOException {
    Path home = Files.createTempDirectory(folder, "prometheus");
    return Prometheus.start(PROMETHEUS, home, jobs.configuration(api));
  }

  /** These and no others, and each has said something that it understands. */
  private static void finds(Prometheus prometheus, String namespace, List<String> targets) {
    Patience.until(
        "it scrapes what it should in " + namespace,
        () -> targets(prometheus, namespace),
        found -> assertThat(found).containsExactlyInAnyOrderElementsOf(targets));
  }

  private static List<String> targets(Prometheus prometheus, String namespace)
      throws IOException, InterruptedException {
    var targets = new ArrayList<String>();
    for (JsonNode series : prometheus.query("up{namespace=\"%s\"}".formatted(namespace))) {
      JsonNode labels = series.path("metric");
      targets.add(
          target(
              labels.path("pod").asText(),
              labels.path("modeldeployment").asText(),
              labels.path("revision").asText(),
              series.path("value").path(1).asText()));
    }
    return targets;
  }

  /** The only pod of each, with the labels by which dashboard and alerts tell models apart. */
  private static List<String> models() {
    return List.of(minilm, foreign).stream()
        .map(
            model ->
                up(
                    model.pods().getFirst().getMetadata().getName(),
                    model.name(),
                    model.stableRevision()))
        .toList();
  }

  private static String up(String pod, String model, String revision) {
    return target(pod, model, revision, "1");
  }

  private static String target(String pod, String model, String revision, String up) {
    return "pod %s, model '%s', revision '%s', up %s".formatted(pod, model, revision, up);
  }
}
