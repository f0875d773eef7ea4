package dev.fairlead.testsupport;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Metrics by name, with the names of their labels: as a page of the documentation lists them, and
 * as a scrape has them. The parts of a histogram or summary are one metric.
 */
public final class MetricNames {
  private static final Pattern DOCUMENTED =
      Pattern.compile("`((?:fairlead|process|jvm)_\\w+)(?:\\{([\\w, ]+)})?`");
  private static final Pattern SERIES = Pattern.compile("(?m)^(\\w+)(?:\\{(.*)})? \\S+");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");

  private MetricNames() {}

  /**
   * Those that a section of a page lists, such as {@code `fairlead_writes_total{kind, operation}`}.
   *
   * @param page in Markdown
   * @param heading of the section
   */
  public static Map<String, Set<String>> documented(String page, String heading) {
    int start = page.indexOf("\n## " + heading + "\n");
    if (start < 0) {
      throw new IllegalArgumentException("the page has no section " + heading);
    }
    int end = page.indexOf("\n## ", start + 1);
    var metrics = new TreeMap<String, Set<String>>();
    Matcher found = DOCUMENTED.matcher(page.substring(start, end < 0 ? page.length() : end));
    while (found.find()) {
      String labels = found.group(2);
      metrics.put(
          found.group(1),
          labels == null
              ? Set.of()
              : Arrays.stream(labels.split(",", -1))
                  .map(String::strip)
                  .collect(Collectors.toCollection(TreeSet::new)));
    }
    return metrics;
  }

  /** Those of a scrape, in one of Prometheus' text formats. */
  public static Map<String, Set<String>> scraped(String text) {
    return SERIES
        .matcher(text)
        .results()
        .collect(
            Collectors.toMap(
                series -> name(series.group(1)),
                MetricNames::labels,
                (one, another) -> {
                  one.addAll(another);
                  return one;
                },
                TreeMap::new));
  }

  /** Without what tells the parts of a histogram or summary apart. */
  public static String name(String series) {
    return series.replaceFirst("_(bucket|count|sum|max)$", "");
  }

  private static Set<String> labels(MatchResult series) {
    var labels = new TreeSet<String>();
    if (series.group(2) != null) {
      LABEL.matcher(series.group(2)).results().forEach(label -> labels.add(label.group(1)));
    }
    labels.remove("le");
    return labels;
  }
}
