package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.testsupport.Sample;
import dev.fairlead.testsupport.Sampled;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Who looks after a cluster sees models and operator in Prometheus, and is called. */
@Sampled(days = 2)
class MonitoringStory {
  private static final Path CHART = Path.of("..", "helm", "fairlead").toAbsolutePath().normalize();
  private static final String DASHBOARD = CHART.resolve("dashboards/fairlead.json").toString();
  private static final Path SAMPLE = Path.of("../crds/samples/valid/canary-queries.yaml");
  private static final String MEMORY = "query: max(process_resident_memory_bytes";
  private static final int PER_SECOND = 20;

  /** So many scrapes, one a second, make a picture; a campaign's is one to look at. */
  private static final int SCRAPES = Sample.today().isWhole() ? 150 : 10;

  @RegisterExtension static final Stage stage = new Stage();

  @TempDir Path folder;

  @Test
  void everyPanelHasDataAndTheModelThatDoesNotWorkIsTheOneThatAlertsName() throws Exception {
    Model minilm = stage.model("minilm");
    minilm.declare(Manifests.model("minilm", Manifests.uri("MINILM_Q"), "1.0"));
    Model broken = stage.model("broken");
    broken.declare(Manifests.model("broken", Manifests.uri("BROKEN"), "1.0"));
    minilm.awaitReady();
    broken.awaitReason("ModelInvalid");

    Pod pod = minilm.pods().getFirst();
    String leader = Operator.leader();
    try (LocalPortForward model = forward(stage.namespace(), pod.getMetadata().getName(), 9090);
        LocalPortForward operator = forward(Operator.NAMESPACE, leader, 8080);
        Prometheus prometheus =
            Prometheus.start(folder, configuration(pod, model, leader, operator));
        Clients clients = Clients.of(minilm, PER_SECOND)) {
      Patience.until(
          "every panel of the dashboard has data",
          () -> {
            theOperatorLooks(minilm);
            return panelsWithoutData(prometheus);
          },
          empty -> assertThat(empty).isEmpty());
      Patience.until("there is a picture's worth of it", () -> scrapes(prometheus) >= SCRAPES);
      assertThat(partOfTheMemory(prometheus, pod)).isGreaterThan(0).isLessThan(1);
      draw(prometheus);
      clients.noticedNothing();

      assertThat(troubles(prometheus)).isEmpty();
      Patience.until(
          "an alert is pending for the model that does not work",
          () -> prometheus.get("/api/v1/alerts").path("alerts").findValuesAsText("modeldeployment"),
          models -> assertThat(models).contains("broken").doesNotContain("minilm"));
    }
  }

  @Test
  void describeTellsWhatIsWrongAndWhen() {
    Model broken = stage.model("broken");
    broken.declare(Manifests.model("broken", Manifests.uri("BROKEN"), "1.0"));
    broken.awaitReason("ModelInvalid");

    Patience.until(
        "kubectl describe has the condition and the event",
        () -> stage.kubectl("describe", "md", "broken"),
        told ->
            assertThat(told)
                .containsPattern("Message: +.*model.onnx")
                .containsPattern("Reason: +ModelInvalid")
                .containsPattern("(?s)Events:.*Warning +ModelInvalid .* fairlead "));
  }

  /** As Grafana would, for people to look at; it fails where a panel stays empty. */
  private static void draw(Prometheus prometheus) {
    String drawn =
        Shell.run(
            Shell.environment("FAIRLEAD_E2E_PYTHON"),
            "src/test/python/dashboard.py",
            DASHBOARD,
            prometheus.url(),
            "target/dashboard.png",
            "namespace=" + stage.namespace(),
            "modeldeployment=.+");
    assertThat(drawn).contains("panels are drawn");
  }

  /** By the query of a sample, with names in it as the operator writes them for a canary. */
  private static double partOfTheMemory(Prometheus prometheus, Pod pod) throws Exception {
    String query =
        Files.readString(SAMPLE)
            .lines()
            .map(String::strip)
            .filter(line -> line.startsWith(MEMORY))
            .findFirst()
            .orElseThrow()
            .substring("query: ".length())
            .replace("$namespace", stage.namespace())
            .replace("$candidate", Model.revision(pod));
    return prometheus.query(query).path(0).path("value").path(1).asDouble();
  }

  private static int scrapes(Prometheus prometheus) throws IOException, InterruptedException {
    return prometheus
        .query("count_over_time(up{job=\"models\"}[10m])")
        .path(0)
        .path("value")
        .path(1)
        .asInt();
  }

  /** At a change that is of no consequence. */
  private static void theOperatorLooks(Model model) {
    stage.kubectl(
        "annotate", "md", model.name(), "--overwrite", "e2e.test/at=" + System.nanoTime());
  }

  private static LocalPortForward forward(String namespace, String pod, int port) {
    KubernetesClient client = stage.client();
    return client.pods().inNamespace(namespace).withName(pod).portForward(port);
  }

  /** The targets have the labels that the chart's monitors give them. */
  private static String configuration(
      Pod pod, LocalPortForward model, String leader, LocalPortForward operator) {
    return """
        global: {scrape_interval: 1s, evaluation_interval: 1s}
        rule_files: ["%s"]
        scrape_configs:
        - job_name: models
          static_configs:
          - targets: ["127.0.0.1:%d"]
            labels: {namespace: "%s", pod: "%s", modeldeployment: minilm, revision: "%s"}
        - job_name: operator
          metrics_path: /q/metrics
          static_configs:
          - targets: ["127.0.0.1:%d"]
            labels: {namespace: "%s", pod: "%s"}
        """
        .formatted(
            CHART.resolve("alerts/fairlead.yaml"),
            model.getLocalPort(),
            pod.getMetadata().getNamespace(),
            pod.getMetadata().getName(),
            pod.getMetadata().getLabels().get("serving.fairlead.dev/revision"),
            operator.getLocalPort(),
            Operator.NAMESPACE,
            leader);
  }

  private static List<String> panelsWithoutData(Prometheus prometheus) throws Exception {
    var empty = new ArrayList<String>();
    for (Map.Entry<String, String> panel : expressions().entrySet()) {
      boolean hasData = false;
      for (JsonNode series : prometheus.query(panel.getValue())) {
        hasData |= Double.isFinite(Double.parseDouble(series.path("value").path(1).asText()));
      }
      if (!hasData) {
        empty.add(panel.getKey() + ": " + panel.getValue());
      }
    }
    return empty;
  }

  /** By panel, with the variables as Grafana would fill them in. */
  private static Map<String, String> expressions() throws IOException {
    var expressions = new TreeMap<String, String>();
    JsonNode dashboard = new ObjectMapper().readTree(Path.of(DASHBOARD).toFile());
    for (JsonNode panel : dashboard.path("panels")) {
      for (JsonNode target : panel.path("targets")) {
        expressions.put(
            panel.path("id") + " " + panel.path("title").asText(),
            target
                .path("expr")
                .asText()
                .replace("$namespace", stage.namespace())
                .replace("$modeldeployment", ".+")
                .replace("$__rate_interval", "1m"));
      }
    }
    return expressions;
  }

  /** Of rules that could not be evaluated. */
  private static List<String> troubles(Prometheus prometheus) throws Exception {
    JsonNode groups = prometheus.get("/api/v1/rules").path("groups");
    assertThat(groups).isNotEmpty();
    return groups.findValuesAsText("lastError").stream().filter(e -> !e.isEmpty()).toList();
  }
}
