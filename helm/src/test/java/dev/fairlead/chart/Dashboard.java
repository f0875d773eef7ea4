package dev.fairlead.chart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The chart's dashboard for Grafana. */
final class Dashboard {
  /**
   * One of its panels; a row is one without expressions.
   *
   * @param id unique on the dashboard
   * @param title above it
   * @param description what it shows
   * @param place x, y, w and h in the grid
   * @param expressions in PromQL
   */
  record Panel(
      int id, String title, String description, Map<?, ?> place, List<String> expressions) {
    boolean isRow() {
      return expressions.isEmpty();
    }

    /** Whether they cover each other. */
    boolean overlaps(Panel other) {
      return meets("x", "w", other) && meets("y", "h", other);
    }

    private boolean meets(String start, String length, Panel other) {
      return at(start) < other.at(start) + other.at(length)
          && other.at(start) < at(start) + at(length);
    }

    int at(String edge) {
      return ((Number) place.get(edge)).intValue();
    }

    @Override
    public String toString() {
      return title;
    }
  }

  private Dashboard() {}

  static String text() throws IOException {
    return Files.readString(Path.of(Helm.CHART, "dashboards", "fairlead.json"));
  }

  static List<Panel> panels() throws IOException {
    return maps(Helm.tree(text()).get("panels")).stream()
        .map(
            panel ->
                new Panel(
                    ((Number) panel.get("id")).intValue(),
                    String.valueOf(panel.get("title")),
                    panel.get("description") instanceof String description ? description : "",
                    (Map<?, ?>) panel.get("gridPos"),
                    maps(panel.get("targets")).stream()
                        .map(target -> String.valueOf(target.get("expr")))
                        .toList()))
        .toList();
  }

  /** The names of its variables. */
  static List<String> variables() throws IOException {
    var templating = (Map<?, ?>) Helm.tree(text()).get("templating");
    return maps(templating.get("list")).stream()
        .map(variable -> String.valueOf(variable.get("name")))
        .toList();
  }

  private static List<Map<?, ?>> maps(Object list) {
    return list == null
        ? List.of()
        : ((List<?>) list).stream().<Map<?, ?>>map(entry -> (Map<?, ?>) entry).toList();
  }
}
