package dev.fairlead.e2e;

import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What became of the requests that were a candidate's turn, as the stable pods have counted. */
record Forwarded(Map<String, Long> outcomes) {
  private static final Pattern LINE =
      Pattern.compile(
          "(?m)^fairlead_forwarded_requests_total\\{[^}]*outcome=\"(\\w+)\"[^}]*\\} (\\S+)");

  /** By all pods of that revision, since each was started. */
  static Forwarded by(Model model, String revision) throws IOException, InterruptedException {
    var outcomes = new TreeMap<String, Long>();
    for (Pod pod : model.pods(revision)) {
      LINE.matcher(PodHttp.metrics(model, pod))
          .results()
          .forEach(
              line ->
                  outcomes.merge(
                      line.group(1), (long) Double.parseDouble(line.group(2)), Long::sum));
    }
    return new Forwarded(Map.copyOf(outcomes));
  }

  /** All of them. */
  long turns() {
    return outcomes.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Those that the candidate answered. */
  long answered() {
    return outcomes.getOrDefault("answered", 0L);
  }

  /** Those that it did not: a stable pod answered, and their clients lost some time. */
  long harmed() {
    return turns() - answered();
  }
}
