package dev.fairlead.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * What a Prometheus scrapes, as it says of itself.
 *
 * @param modeldeployment label of its series, by which dashboard and alerts tell models apart, like
 *     the next ones; empty where there is none
 * @param path at the API server, which leads to the pod
 * @param health {@code up} where the last look brought an answer that it could read
 */
record Target(
    String modeldeployment,
    String revision,
    String namespace,
    String pod,
    String path,
    String health) {
  private static final String UP = "up";

  /** A model's pod as it should be found; of servers of ours and of others the path is the same. */
  static Target of(Model model, int port) {
    String namespace = model.stage().namespace();
    String pod = model.pods().getFirst().getMetadata().getName();
    String path = ScrapeJobs.path(namespace, pod + ":" + port, "/metrics");
    return new Target(model.name(), model.stableRevision(), namespace, pod, path, UP);
  }

  /** The same of an operator. */
  static Target ofOperator(String pod) {
    String path = ScrapeJobs.path(Operator.NAMESPACE, pod + ":8080", "/q/metrics");
    return new Target("", "", Operator.NAMESPACE, pod, path, UP);
  }

  /** Those of that namespace that it has now. */
  static List<Target> in(String namespace, Prometheus prometheus)
      throws IOException, InterruptedException {
    var targets = new ArrayList<Target>();
    for (JsonNode target : prometheus.get("/api/v1/targets?state=active").path("activeTargets")) {
      JsonNode labels = target.path("labels");
      targets.add(
          new Target(
              labels.path("modeldeployment").asText(),
              labels.path("revision").asText(),
              labels.path("namespace").asText(),
              labels.path("pod").asText(),
              URI.create(target.path("scrapeUrl").asText()).getPath(),
              target.path("health").asText()));
    }
    targets.removeIf(target -> !target.namespace().equals(namespace));
    return targets;
  }
}
