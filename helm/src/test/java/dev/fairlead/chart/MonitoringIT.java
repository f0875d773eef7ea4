package dev.fairlead.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts as the chart renders them, tried by promtool, and whether monitors find their targets. */
class MonitoringIT {
  private static final Path TESTS =
      Path.of("src/test/resources/dev/fairlead/chart/alerts-test.yaml");
  private static final Path MODEL_POD =
      Path.of(
          "../operator/src/test/resources/dev/fairlead/operator/plan/pod-template-minimal.yaml");

  @TempDir Path folder;

  @Test
  void promtoolFindsNothingWrongInTheRules() throws IOException {
    Helm.Result result =
        Helm.program("promtool", "check", "rules", "--lint-fatal", rules().toString());

    assertThat(result.code()).as(result.output()).isZero();
    assertThat(result.output()).contains(Alerts.ofTheChart().size() + " rules found");
  }

  @Test
  void alertsFireWhenTheyShouldAndOnlyThen() throws IOException {
    rules();
    Path tests = Files.copy(TESTS, folder.resolve("alerts-test.yaml"));

    Helm.Result result = Helm.program("promtool", "test", "rules", tests.toString());

    assertThat(result.code()).as(result.output()).isZero();
    assertThat(result.output()).contains("SUCCESS");
  }

  @Test
  void noAlertIsWithoutATestInWhichItFires() throws IOException {
    String tests = Files.readString(TESTS);
    for (Alerts.Alert alert : Alerts.ofTheChart()) {
      assertThat(tests).contains("alertname: " + alert.name() + "\n        exp_alerts:\n");
    }
  }

  private Path rules() throws IOException {
    Object spec = Helm.object("PrometheusRule", "metrics.rules.enabled=true").get("spec");
    return Files.writeString(folder.resolve("alerts.yaml"), Helm.yaml(spec));
  }

  @Test
  void theOperatorsMonitorSelectsItsServiceAndNamesItsPort() {
    String[] enabled = {"metrics.serviceMonitor.enabled=true"};
    GenericKubernetesResource service = Helm.object("Service", enabled);
    GenericKubernetesResource monitor = Helm.object("ServiceMonitor", enabled);

    assertThat(service.getMetadata().getLabels())
        .containsAllEntriesOf(monitor.<Map<String, String>>get("spec", "selector", "matchLabels"));
    assertThat(service.<List<Map<String, Object>>>get("spec", "ports"))
        .extracting(port -> port.get("name"))
        .contains(monitor.<Object>get("spec", "endpoints", 0, "port"));
  }

  @Test
  void theModelsMonitorSelectsTheirPodsAndNamesTheirPort() throws IOException {
    GenericKubernetesResource monitor =
        Helm.object("PodMonitor", "metrics.podMonitor.enabled=true");
    Map<String, Object> pod = Helm.tree(Files.readString(MODEL_POD).replaceFirst("^---\n", ""));

    Map<?, ?> labels = (Map<?, ?>) ((Map<?, ?>) pod.get("metadata")).get("labels");
    Map<String, String> selected = monitor.get("spec", "selector", "matchLabels");
    selected.forEach((name, value) -> assertThat((Object) labels.get(name)).isEqualTo(value));
    assertThat(labels.containsKey(monitor.get("spec", "selector", "matchExpressions", 0, "key")))
        .isTrue();
    assertThat(Helm.json(pod))
        .contains(
            "\"containerPort\":9090,\"name\":\"%s\""
                .formatted(monitor.<String>get("spec", "podMetricsEndpoints", 0, "port")));
  }

  /** That the operator writes this on pods is tested where it does. */
  @Test
  void metricsOnThePortHttpAreAskedForWhereAPodSaysSo() {
    GenericKubernetesResource monitor =
        Helm.object("PodMonitor", "metrics.podMonitor.enabled=true");

    assertThat(monitor.<String>get("spec", "podMetricsEndpoints", 1, "port")).isEqualTo("http");
    assertThat(monitor.<Map<String, Object>>get("spec", "podMetricsEndpoints", 1, "relabelings", 0))
        .containsEntry("action", "keep")
        .containsEntry("regex", "http")
        .containsEntry(
            "sourceLabels",
            List.of("__meta_kubernetes_pod_annotation_serving_fairlead_dev_metrics_port"));
  }

  @Test
  void thereIsNothingForPrometheusUnlessItIsAskedFor() {
    assertThat(Helm.objects())
        .noneMatch(object -> object.getApiVersion().startsWith("monitoring.coreos.com/"))
        .noneMatch(object -> object.getKind().equals("ConfigMap"));
  }
}
