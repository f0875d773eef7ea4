package dev.fairlead.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * By what a Prometheus finds models, and the operator: {@code scrape_configs} as users have them.
 *
 * @param jobs an array of these
 */
record ScrapeJobs(JsonNode jobs) {
  private static final Path GUIDE = Path.of("../docs/monitoring.md");
  private static final Pattern BLOCK =
      Pattern.compile("(?m)^```yaml\\R((?:scrape_configs:\\R)?- job_name: [^`]+)^```$");

  private static final String META = PodDiscovery.META;
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
            "../helm/fairlead",
            "--namespace=" + Operator.NAMESPACE,
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
      keep(rules, "pod_label_" + PodDiscovery.asLabel(label.getKey()), label.getValue().asText());
    }
    for (JsonNode expression : selector.path("matchExpressions")) {
      if (!expression.path("operator").asText().equals("Exists")) {
        throw new AssertionError("not known here: " + expression);
      }
      String label = PodDiscovery.asLabel(expression.path("key").asText());
      keep(rules, "pod_labelpresent_" + label, "true");
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
    ObjectNode rule = rules.addObject().put("action", "keep").put("regex", regex);
    rule.putArray("source_labels").add(META + meta);
  }

  private static void copy(ArrayNode rules, String from, String to) {
    rules.addObject().put("target_label", to).putArray("source_labels").add(from);
  }

  private static String inSnakeCase(String name) {
    return name.replaceAll("(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
  }

  /** The text is YAML, of which JSON is a part. */
  private static JsonNode tree(String yaml) {
    return JSON.valueToTree(Serialization.unmarshal(yaml, Map.class));
  }

  /**
   * The configuration of a Prometheus on this machine, which looks once a second at what there is
   * now. As the last thing that is done to a target it is asked through the proxy.
   *
   * @param rules a file of rules
   * @param folder for files that belong to the configuration
   */
  String configuration(ApiProxy proxy, KubernetesClient client, Path rules, Path folder)
      throws IOException {
    ObjectNode configuration = JSON.createObjectNode();
    configuration.putObject("global").put("scrape_interval", "1s").put("evaluation_interval", "1s");
    configuration.putArray("rule_files").add(rules.toString());
    ArrayNode reached = configuration.putArray("scrape_configs");
    for (JsonNode given : jobs) {
      ObjectNode job = given.deepCopy();
      Path pods = folder.resolve(job.path("job_name").asText() + ".json");
      JsonNode discovery = job.remove("kubernetes_sd_configs").path(0);
      Files.writeString(
          pods, PodDiscovery.targets(client, names(discovery.path("namespaces"))).toString());
      job.putArray("file_sd_configs").addObject().putArray("files").add(pods.toString());
      throughProxy((ArrayNode) job.path("relabel_configs"), proxy);
      reached.add(job);
    }
    return configuration.toString();
  }

  private static List<String> names(JsonNode namespaces) {
    return StreamSupport.stream(namespaces.path("names").spliterator(), false)
        .map(JsonNode::asText)
        .toList();
  }

  private static void throughProxy(ArrayNode rules, ApiProxy proxy) {
    copy(rules, "__address__", "instance");
    rules
        .addObject()
        .put("regex", "(.+);(.+);(.+);(.+)")
        .put("replacement", path("$1", "$2:$3", "$4"))
        .put("target_label", "__metrics_path__")
        .putArray("source_labels")
        .add(META + "namespace")
        .add(META + "pod_name")
        .add(META + "pod_container_port_number")
        .add("__metrics_path__");
    rules.addObject().put("target_label", "__address__").put("replacement", proxy.address());
  }

  /** Of a port of a pod at the API server. */
  static String path(String namespace, String podAndPort, String path) {
    return "/api/v1/namespaces/" + namespace + "/pods/" + podAndPort + "/proxy" + path;
  }
}
