package dev.fairlead.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * By what a Prometheus finds models, and the operator: {@code scrape_configs} as users have them.
 *
 * @param jobs an array of these
 */
record ScrapeJobs(JsonNode jobs) {
  private static final Path GUIDE = Path.of("../docs/monitoring.md");
  private static final Pattern BLOCK =
      Pattern.compile("(?m)^```yaml\\R((?:scrape_configs:\\R)?- job_name: [^`]+)^```$");
  private static final String META = "__meta_kubernetes_";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Those that the guide has for a Prometheus without its operator. */
  static ScrapeJobs ofGuide() throws IOException {
    String blocks =
        BLOCK
            .matcher(Files.readString(GUIDE))
            .results()
            .map(block -> block.group(1))
            .collect(Collectors.joining());
    return new ScrapeJobs(tree(blocks).path("scrape_configs"));
  }

  /** What the Prometheus Operator makes of the chart's PodMonitor. */
  static ScrapeJobs ofPodMonitor() {
    String rendered =
        Shell.run(
            "helm",
            "template",
            "fairlead",
            Operator.CHART,
            "--namespace=" + Operator.NAMESPACE,
            // a helm that was built from its module takes the cluster for an old one
            "--kube-version=1.34",
            "--set=metrics.podMonitor.enabled=true",
            "--show-only=templates/monitors.yaml");
    JsonNode spec = tree(rendered.substring(rendered.indexOf("apiVersion:"))).path("spec");
    ArrayNode jobs = JSON.createArrayNode();
    spec.path("podMetricsEndpoints").forEach(endpoint -> jobs.add(job(spec, endpoint)));
    return new ScrapeJobs(jobs);
  }

  private static ObjectNode job(JsonNode monitor, JsonNode endpoint) {
    String port = endpoint.path("port").asText();
    ObjectNode job = JSON.createObjectNode();
    job.put("job_name", "monitored-" + port).set("metrics_path", endpoint.path("path"));
    job.putArray("kubernetes_sd_configs").addObject().put("role", "pod");
    ArrayNode rules = job.putArray("relabel_configs");
    JsonNode selector = monitor.path("selector");
    for (Map.Entry<String, JsonNode> label : selector.path("matchLabels").properties()) {
      keep(rules, "pod_label_" + asLabel(label.getKey()), label.getValue().asText());
    }
    for (JsonNode expression : selector.path("matchExpressions")) {
      if (!expression.path("operator").asText().equals("Exists")) {
        throw new AssertionError("not known here: " + expression);
      }
      keep(rules, "pod_labelpresent_" + asLabel(expression.path("key").asText()), "true");
    }
    keep(rules, "pod_container_port_name", port);
    copy(rules, META + "namespace", "namespace");
    copy(rules, META + "pod_name", "pod");
    for (JsonNode relabeling : endpoint.path("relabelings")) {
      ObjectNode rule = rules.addObject();
      relabeling
          .properties()
          .forEach(field -> rule.set(inSnakeCase(field.getKey()), field.getValue()));
    }
    return job;
  }

  private static void keep(ArrayNode rules, String meta, String regex) {
    rules
        .addObject()
        .put("action", "keep")
        .put("regex", regex)
        .putArray("source_labels")
        .add(META + meta);
  }

  private static void copy(ArrayNode rules, String from, String to) {
    rules.addObject().put("target_label", to).putArray("source_labels").add(from);
  }

  /** A name as Prometheus writes it in those of its labels. */
  private static String asLabel(String name) {
    return name.replaceAll("[^A-Za-z0-9]", "_");
  }

  private static String inSnakeCase(String name) {
    return name.replaceAll("(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
  }

  private static JsonNode tree(String yaml) {
    return JSON.valueToTree(Serialization.unmarshal(yaml, Map.class));
  }

  /**
   * The configuration of a Prometheus beside the test, which looks once a second. It is not in the
   * cluster: it asks the API server for pods, and, as the last thing that is done to a target, pods
   * for their metrics, through the proxy.
   */
  String configuration(ApiProxy proxy) {
    ObjectNode configuration = JSON.createObjectNode();
    configuration.putObject("global").put("scrape_interval", "1s");
    ArrayNode reached = configuration.putArray("scrape_configs");
    for (JsonNode given : jobs) {
      ObjectNode job = given.deepCopy();
      job.withArray("kubernetes_sd_configs")
          .forEach(discovery -> ((ObjectNode) discovery).put("api_server", proxy.url()));
      throughProxy(job.withArray("relabel_configs"), proxy);
      reached.add(job);
    }
    // YAML, of which JSON is a part
    return configuration.toString();
  }

  private static void throughProxy(ArrayNode rules, ApiProxy proxy) {
    copy(rules, "__address__", "instance");
    rules
        .addObject()
        .put("regex", "(.+);(.+);(.+);(.+)")
        .put("replacement", "/api/v1/namespaces/$1/pods/$2:$3/proxy$4")
        .put("target_label", "__metrics_path__")
        .putArray("source_labels")
        .add(META + "namespace")
        .add(META + "pod_name")
        .add(META + "pod_container_port_number")
        .add("__metrics_path__");
    rules.addObject().put("target_label", "__address__").put("replacement", proxy.address());
  }
}
