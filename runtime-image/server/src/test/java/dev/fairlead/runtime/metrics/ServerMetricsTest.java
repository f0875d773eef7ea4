package dev.fairlead.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
        .matcher(new String(metrics.scrape(), StandardCharsets.UTF_8))
        .results()
        .collect(
            Collectors.toMap(
                series -> series.group(1).replaceFirst("_(bucket|count|sum)$", ""),
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
