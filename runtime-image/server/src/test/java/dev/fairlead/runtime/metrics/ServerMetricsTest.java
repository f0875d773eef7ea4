package dev.fairlead.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is exported is what the page says, which the chart's alerts and dashboard are held to. */
class ServerMetricsTest {
  private static final Pattern DOCUMENTED =
      Pattern.compile("`((?:fairlead|process)_\\w+)(?:\\{([\\w, ]+)})?`");
  private static final Pattern SERIES = Pattern.compile("(?m)^(\\w+)(?:\\{(.*)})? \\S+$");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");

  @Test
  void thePageListsEveryMetricWithItsLabels() throws IOException {
    Map<String, String> documented = documented();
    Map<String, String> exported = exported();

    assertThat(exported).containsAllEntriesOf(documented);
    assertThat(exported.keySet().stream().filter(name -> name.startsWith("fairlead_")))
        .isSubsetOf(documented.keySet());
  }

  @Test
  void narrowBucketsAreThereForWhoAsksForThemByName() {
    var metrics = new ServerMetrics();
    metrics.began();
    metrics.answered("oip", 200, 1_500_000);

    assertThat(text(metrics.scrape()))
        .contains("fairlead_request_duration_seconds_bucket")
        .doesNotContain(FineDurations.NAME);
    assertThat(names(metrics.scrape(List.of("fairlead_requests_total", FineDurations.NAME))))
        .containsOnly("fairlead_requests_total", FineDurations.NAME);
    assertThat(text(metrics.scrape(List.of(FineDurations.NAME))).lines())
        .contains(
            FineDurations.NAME + "_bucket{le=\"0.0014\"} 0",
            FineDurations.NAME + "_bucket{le=\"0.0015\"} 1");
    assertThat(metrics.scrape(List.of("nobody"))).isEmpty();
  }

  /** The operator tells from its first look what it will be told, and adds pods up by it. */
  @Test
  void theyAreThereBeforeTheFirstRequestAndHaveTheWideBounds() {
    assertThat(text(new ServerMetrics().scrape(List.of(FineDurations.NAME))).lines())
        .hasSize(2 + FineDurations.bounds().length + 3);
    assertThat(FineDurations.bounds()).contains(ServerMetrics.SECONDS).isSorted();
  }

  @Test
  void eachHasOneThatIsAFifthFurtherAndNotMuchMore() {
    double[] bounds = FineDurations.bounds();
    for (int i = 1; bounds[i] * 1.2 <= bounds[bounds.length - 1]; i++) {
      double least = bounds[i] * 1.2;
      double next = Arrays.stream(bounds).filter(b -> b >= least * (1 - 1e-9)).min().orElseThrow();
      assertThat(next / bounds[i - 1]).as("from %s", bounds[i - 1]).isLessThan(1.4);
    }
  }

  private static Stream<String> names(byte[] scrape) {
    return SERIES.matcher(text(scrape)).results().map(ServerMetricsTest::name);
  }

  private static String name(MatchResult series) {
    return series.group(1).replaceFirst("_(bucket|count|sum)$", "");
  }

  private static String text(byte[] scrape) {
    return new String(scrape, StandardCharsets.UTF_8);
  }

  /** The labels by name, as one text each. */
  private static Map<String, String> documented() throws IOException {
    String page = Files.readString(Path.of("../../docs/server.md"));
    String section = page.split("\n## Metrics\n", 2)[1].split("\n## ", 2)[0];
    return DOCUMENTED
        .matcher(section)
        .results()
        .collect(
            Collectors.toMap(
                found -> found.group(1),
                found -> found.group(2) == null ? "" : sorted(found.group(2).split(", ", -1))));
  }

  /** Of a server to which everything has happened once. */
  private static Map<String, String> exported() {
    var metrics = new ServerMetrics();
    metrics.build("1");
    metrics.began();
    metrics.answered("oip", 200, 1);
    metrics.ran(1, 1);
    metrics.waited(1);
    metrics.refused("late");
    metrics.tokens(1);
    metrics.accessDropped();
    metrics.loaded("load", 1);
    metrics.model("m", "1", "m-1", "ONNX", "onnxruntime", "cpu");
    metrics.traffic().forwarded("answered");
    metrics.traffic().candidateAnswered(1);
    metrics.traffic().mirrored("same");
    metrics.traffic().compared(0, 1, 1);
    metrics.traffic().live(1, false);
    metrics.queueLength(() -> 0);
    metrics.workers(1, () -> 0);
    return SERIES
        .matcher(text(metrics.scrape()) + text(metrics.scrape(List.of(FineDurations.NAME))))
        .results()
        .collect(
            Collectors.toMap(
                ServerMetricsTest::name,
                ServerMetricsTest::labels,
                (one, another) -> one,
                TreeMap::new));
  }

  private static String labels(MatchResult series) {
    if (series.group(2) == null) {
      return "";
    }
    return sorted(
        LABEL
            .matcher(series.group(2))
            .results()
            .map(label -> label.group(1))
            .filter(label -> !label.equals("le"))
            .toArray(String[]::new));
  }

  private static String sorted(String... labels) {
    return String.join(", ", new TreeSet<>(List.of(labels)));
  }
}
