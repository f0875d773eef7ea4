package dev.fairlead.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
    int before =
        line(Patience.until(pod + " has reported", () -> last().orElseThrow(), report -> {}));
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

  /** The same, once there were so many requests at least. */
  JsonNode report(int requests) {
    Patience.until(
        "%d requests of %s".formatted(requests, pod),
        () -> last().orElseThrow().path("requests").asInt() >= requests);
    return report();
  }

  /** The newest report, if there is one. */
  Optional<JsonNode> last() {
    return lines(stage.attempt("logs", pod, "--tail=20").output())
        .reduce((first, second) -> second)
        .map(ToolPod::parse);
  }

  /** The reports that came after the one, up to the other. */
  List<JsonNode> reports(JsonNode after, JsonNode last) {
    return lines(stage.kubectl("logs", pod))
        .map(ToolPod::parse)
        .filter(report -> line(report) > line(after) && line(report) <= line(last))
        .toList();
  }

  private static Stream<String> lines(String log) {
    return log.lines().filter(line -> line.startsWith("{"));
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
    // nobody waits for its end: another one may have its name at once
    stage.kubectl("delete", "pod", pod, "--grace-period=0", "--force");
  }
}
