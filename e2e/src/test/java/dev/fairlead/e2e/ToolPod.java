package dev.fairlead.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Optional;

/** One of our tools in a pod: it prints each second all that it has seen so far. */
record ToolPod(Stage stage, String pod) implements AutoCloseable {

  /** Starts it and waits until it works. */
  static ToolPod start(Stage stage, String pod, String serviceAccount, List<String> arguments) {
    return of(stage, pod, Manifests.tool(pod, serviceAccount, arguments));
  }

  /** The same, as a manifest describes it. */
  static ToolPod of(Stage stage, String pod, String manifest) {
    stage.apply(manifest);
    var tool = new ToolPod(stage, pod);
    Patience.until(pod + " works", () -> tool.last().isPresent());
    return tool;
  }

  /** All that it has seen by now: a report of which every request began after this call's start. */
  JsonNode report() {
    int before = line(last().orElseThrow());
    // the next one may be half full already
    return Patience.until(
        pod + " reports",
        () -> last().orElseThrow(),
        report -> {
          if (line(report) < before + 2) {
            throw new AssertionError("no news");
          }
        });
  }

  /** The newest report, if there is one. */
  Optional<JsonNode> last() {
    return stage
        .attempt("logs", pod, "--tail=20")
        .output()
        .lines()
        .filter(line -> line.startsWith("{"))
        .reduce((first, second) -> second)
        .map(ToolPod::parse);
  }

  private static int line(JsonNode report) {
    return report.path("line").asInt();
  }

  private static JsonNode parse(String line) {
    try {
      return new ObjectMapper().readTree(line);
    } catch (JsonProcessingException e) {
      throw new AssertionError(line, e);
    }
  }

  @Override
  public void close() {
    stage.kubectl("delete", "pod", pod, "--now");
  }
}
