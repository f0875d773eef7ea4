package dev.fairlead.chart;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a PromQL expression asks for. Whether it is one at all is Prometheus' to say.
 *
 * @param text the expression
 */
record Query(String text) {
  private static final Pattern METRIC =
      Pattern.compile("\\b((?:fairlead|process|jvm)_\\w+)(?:\\{([^}]*)})?");
  private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)\\s*\"");
  private static final Pattern GROUPING = Pattern.compile("\\b(?:by|on)\\s*\\(([\\w, ]*)\\)");
  private static final Pattern SELECTED = Pattern.compile("(\\w+)\\s*[{\\[]");
  private static final Pattern REASONS = Pattern.compile("reason[!=]~\"([^\"]*)\"");

  /** Its metrics, as series are called, with the labels that it selects by. */
  Map<String, Set<String>> metrics() {
    var metrics = new TreeMap<String, Set<String>>();
    METRIC
        .matcher(text)
        .results()
        .forEach(
            found ->
                metrics
                    .computeIfAbsent(found.group(1), name -> new TreeSet<>())
                    .addAll(words(MATCHER, found.group(2) == null ? "" : found.group(2))));
    return metrics;
  }

  /** What it takes series of: metrics() has all of these, unless one is nobody's that is known. */
  Set<String> selected() {
    return words(SELECTED, text);
  }

  /** The labels that it groups or matches by. */
  Set<String> groupings() {
    return GROUPING
        .matcher(text)
        .results()
        .flatMap(found -> Pattern.compile(",\\s*").splitAsStream(found.group(1)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The reasons that it names. */
  Set<String> reasons() {
    return REASONS
        .matcher(text)
        .results()
        .flatMap(found -> Pattern.compile("\\|").splitAsStream(found.group(1)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> words(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map((MatchResult found) -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
