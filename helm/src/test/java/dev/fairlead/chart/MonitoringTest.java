package dev.fairlead.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.testsupport.MetricNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Alerts and dashboard use what is documented, and the documentation is compared with real scrapes:
 * the server's where it is tested, the operator's where its jar is.
 */
class MonitoringTest {
  private static final Path DOCS = Path.of("..", "docs");

  /** What the two monitors give every series of a target, and what histograms have. */
  private static final Set<String> OF_TARGETS =
      Set.of("namespace", "pod", "modeldeployment", "revision", "le");

  static Stream<Alerts.Alert> alerts() throws IOException {
    return Alerts.ofTheChart().stream();
  }

  static Stream<Dashboard.Panel> panels() throws IOException {
    return Dashboard.panels().stream().filter(panel -> !panel.isRow());
  }

  static Stream<Query> queries() throws IOException {
    return Stream.concat(
        alerts().map(alert -> new Query(alert.expression())),
        panels().flatMap(panel -> panel.expressions().stream()).map(Query::new));
  }

  @ParameterizedTest
  @MethodSource("queries")
  void everyQueryAsksForWhatIsExported(Query query) throws IOException {
    Map<String, Set<String>> exported = exported();
    Map<String, Set<String>> asked = query.metrics();

    assertThat(asked).isNotEmpty();
    assertThat(query.selected()).isSubsetOf(asked.keySet());
    var known = new HashSet<>(OF_TARGETS);
    asked.forEach(
        (series, labels) -> {
          String metric = MetricNames.name(series);
          assertThat(exported).containsKey(metric);
          var ofSeries = new HashSet<>(OF_TARGETS);
          ofSeries.addAll(exported.get(metric));
          assertThat(labels).as("labels of %s", series).isSubsetOf(ofSeries);
          known.addAll(ofSeries);
        });
    assertThat(query.groupings()).isSubsetOf(known);
  }

  private static Map<String, Set<String>> exported() throws IOException {
    var exported = new TreeMap<String, Set<String>>();
    for (Map<String, Set<String>> some :
        List.of(
            MetricNames.documented(page("server.md"), "Metrics"),
            MetricNames.documented(page("monitoring.md"), "Metrics of the operator"))) {
      some.forEach(
          (name, labels) -> exported.computeIfAbsent(name, n -> new HashSet<>()).addAll(labels));
    }
    return exported;
  }

  @ParameterizedTest
  @MethodSource("queries")
  void theReasonsInQueriesExist(Query query) throws IOException {
    Set<String> reasons =
        Pattern.compile("(?m)^\\| `(\\w+)` \\|")
            .matcher(page("reference/conditions.md"))
            .results()
            .map(found -> found.group(1))
            .collect(Collectors.toSet());
    assertThat(query.reasons()).isSubsetOf(reasons);
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void whoeverIsCalledIsToldWhatToDo(Alerts.Alert alert) throws IOException {
    assertThat(alert.severity()).isIn("critical", "warning");
    assertThat(String.valueOf(alert.annotations().get("summary"))).isNotEqualTo("null");
    assertThat(alert.annotations().get("runbook_url"))
        .isEqualTo("docs/troubleshooting.md#" + alert.name().toLowerCase(Locale.ROOT));
    assertThat(page("troubleshooting.md")).contains("\n### " + alert.name() + "\n");
  }

  @Test
  void thePageListsTheAlertsWithTheirSeverity() throws IOException {
    assertThat(
            Pattern.compile("(?m)^\\| `(Fairlead\\w+)` \\| (\\w+) \\|")
                .matcher(page("monitoring.md"))
                .results()
                .map(found -> found.group(1) + " " + found.group(2)))
        .containsExactlyElementsOf(
            alerts().map(alert -> alert.name() + " " + alert.severity()).toList());
  }

  @ParameterizedTest
  @MethodSource("panels")
  void everyPanelSaysWhatItShowsAndCoversNoOther(Dashboard.Panel panel) throws IOException {
    assertThat(panel.title()).isNotEmpty();
    assertThat(panel.description()).isNotEmpty();
    assertThat(panel.at("x") + panel.at("w")).isLessThanOrEqualTo(24);
    assertThat(Dashboard.panels())
        .filteredOn(other -> other.id() != panel.id())
        .noneMatch(panel::overlaps);
  }

  @Test
  void panelsHaveNumbersOfTheirOwnAndVariablesAreUsed() throws IOException {
    assertThat(Dashboard.panels()).extracting(Dashboard.Panel::id).doesNotHaveDuplicates();
    assertThat(Dashboard.variables()).containsExactly("datasource", "namespace", "modeldeployment");
    assertThat(Dashboard.text()).contains("${datasource}");
    assertThat(panels().flatMap(panel -> panel.expressions().stream()))
        .anyMatch(expression -> expression.contains("\"$namespace\""))
        .anyMatch(expression -> expression.contains("\"$modeldeployment\""));
  }

  private static String page(String name) throws IOException {
    return Files.readString(DOCS.resolve(name));
  }
}
