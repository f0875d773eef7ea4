package dev.fairlead.chart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The chart's alert rules. */
final class Alerts {
  /**
   * One of them.
   *
   * @param name of the alert
   * @param expression in PromQL
   * @param severity its label
   * @param annotations for whoever is called
   */
  record Alert(String name, String expression, String severity, Map<?, ?> annotations) {
    @Override
    public String toString() {
      return name;
    }
  }

  private Alerts() {}

  /** In the order of the file. */
  static List<Alert> ofTheChart() throws IOException {
    Map<String, Object> file =
        Helm.tree(Files.readString(Path.of(Helm.CHART, "alerts", "fairlead.yaml")));
    return maps(file.get("groups")).stream()
        .flatMap(group -> maps(group.get("rules")).stream())
        .map(
            rule ->
                new Alert(
                    String.valueOf(rule.get("alert")),
                    String.valueOf(rule.get("expr")),
                    String.valueOf(((Map<?, ?>) rule.get("labels")).get("severity")),
                    (Map<?, ?>) rule.get("annotations")))
        .toList();
  }

  private static List<Map<?, ?>> maps(Object list) {
    return ((List<?>) list).stream().<Map<?, ?>>map(entry -> (Map<?, ?>) entry).toList();
  }
}
