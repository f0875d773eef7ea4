package dev.fairlead.operator.scrape;

import dev.fairlead.operator.rollout.analysis.Counts;
import dev.fairlead.operator.rollout.analysis.Histogram;
import dev.fairlead.operator.rollout.analysis.MirrorCounts;
import dev.fairlead.operator.rollout.analysis.PodSample;
import dev.fairlead.operator.rollout.analysis.Sides;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Of a model server's metrics, in Prometheus' text format, those that speak of a rollout.
 *
 * @param liveGeneration number of the live settings in force; 0 for none
 * @param answered requests that it answered itself
 * @param forwarded requests that were the candidate's turn, without those that were never sent,
 *     those whose client went at once, and those that a candidate was late with that may be cold
 * @param mirrored how answers to mirrored requests compare
 */
record PodMetrics(
    long liveGeneration, PodSample answered, PodSample forwarded, MirrorCounts mirrored) {
  private static final Pattern LINE =
      Pattern.compile("(fairlead_\\w+)(?:\\{([^}]*)})? (\\S+)(?: \\d+)?");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

  /** Shown from a server's start on, and only to who asks for it by name. */
  private static final String FINE = "fairlead_request_duration_fine_seconds";

  /** Of servers that have no narrow ones. */
  private static final String WIDE = "fairlead_request_duration_seconds";

  /** Of the wide ones, in seconds: a server shows none before its first request. */
  private static final List<Double> BOUNDS =
      List.of(.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1.0, 2.5, 5.0, 10.0, 30.0);

  private static final String DIFFERENCE = "fairlead_mirror_max_relative_difference";

  /** The same of differences. */
  private static final List<Double> DIFFERENCES =
      List.of(0.0, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, .005, .01, .02, .05, .1, .2, .5, 1.0, 2.0);

  private static final String LIVE = "fairlead_live_generation";
  private static final String IN_FLIGHT = "fairlead_requests_in_flight";
  private static final String ANSWERED = "fairlead_requests_total";
  private static final String FORWARDED = "fairlead_forwarded_requests_total";
  private static final String MIRRORED = "fairlead_mirror_requests_total";
  private static final String ROWS = "fairlead_mirror_top1_rows_total";
  private static final String AGREED = "fairlead_mirror_top1_agreement_total";

  /** Asks for these alone; a server of an earlier version says all that it has. */
  static final String PATH =
      Stream.of(LIVE, IN_FLIGHT, ANSWERED, FORWARDED, MIRRORED, ROWS, AGREED, DIFFERENCE, FINE)
          .collect(Collectors.joining("&name%5B%5D=", "/metrics?name%5B%5D=", ""));

  private static final int CLIENT_GONE = 499;
  private static final int CLIENT_ERRORS = 400;
  private static final int SERVER_ERRORS = 500;

  private record Sample(String name, Map<String, String> labels, double value) {
    String label(String label) {
      return labels.getOrDefault(label, "");
    }

    long count() {
      return (long) value;
    }
  }

  /**
   * Reads them.
   *
   * @throws IllegalArgumentException if a value is no number, or buckets have no end
   */
  static PodMetrics read(String text) {
    List<Sample> samples = samples(text);
    long generation = value(samples, LIVE);
    Histogram times = histogram(samples, FINE, histogram(samples, WIDE, Histogram.empty(BOUNDS)));
    return new PodMetrics(
        generation,
        new PodSample(answered(samples, times), value(samples, IN_FLIGHT)),
        new PodSample(forwarded(samples, times), 0),
        mirrored(samples));
  }

  private static MirrorCounts mirrored(List<Sample> samples) {
    return new MirrorCounts(
        mirrored(samples, "same"),
        mirrored(samples, "different"),
        mirrored(samples, "incomparable"),
        mirrored(samples, "failed"),
        mirrored(samples, "dropped"),
        value(samples, ROWS),
        value(samples, AGREED),
        histogram(samples, DIFFERENCE, Histogram.empty(DIFFERENCES)));
  }

  private static long mirrored(List<Sample> samples, String result) {
    return samples.stream()
        .filter(s -> s.name().equals(MIRRORED))
        .filter(s -> s.label("result").equals(result))
        .mapToLong(Sample::count)
        .sum();
  }

  private static List<Sample> samples(String text) {
    var samples = new ArrayList<Sample>();
    text.lines()
        .forEach(
            line -> {
              Matcher form = LINE.matcher(line);
              if (form.matches()) {
                samples.add(
                    new Sample(
                        form.group(1), labels(form.group(2)), Double.parseDouble(form.group(3))));
              }
            });
    return samples;
  }

  private static Map<String, String> labels(@Nullable String text) {
    var labels = new HashMap<String, String>();
    if (text != null) {
      LABEL.matcher(text).results().forEach(l -> labels.put(l.group(1), l.group(2)));
    }
    return labels;
  }

  private static long value(List<Sample> samples, String name) {
    return samples.stream().filter(s -> s.name().equals(name)).mapToLong(Sample::count).sum();
  }

  private static Counts answered(List<Sample> samples, Histogram times) {
    long requests = 0;
    var failures = new HashMap<String, Long>();
    for (Sample sample : samples) {
      if (sample.name().equals(ANSWERED)) {
        int code = Integer.parseInt(sample.label("code"));
        if (code != CLIENT_GONE) {
          requests += sample.count();
        }
        String kind = kind(code);
        if (kind != null) {
          failures.merge(kind, sample.count(), Long::sum);
        }
      }
    }
    return new Counts(requests, failures, times);
  }

  /** In the words that forwarded requests are counted by; null for none. */
  private static @Nullable String kind(int code) {
    return switch (code) {
      case 429 -> "overloaded";
      case CLIENT_GONE -> null;
      case 503 -> "unavailable";
      case 504 -> "timeout";
      default -> code >= SERVER_ERRORS ? "failed" : code >= CLIENT_ERRORS ? Sides.REFUSED : null;
    };
  }

  private static Counts forwarded(List<Sample> samples, Histogram times) {
    long requests = 0;
    var failures = new HashMap<String, Long>();
    for (Sample sample : samples) {
      if (sample.name().equals(FORWARDED)) {
        String outcome = sample.label("outcome");
        switch (outcome) {
          case "full", "cancelled", "late" -> {}
          case "answered" -> requests += sample.count();
          default -> {
            requests += sample.count();
            failures.merge(outcome, sample.count(), Long::sum);
          }
        }
      }
    }
    return new Counts(requests, failures, Histogram.empty(times.bounds()));
  }

  /** Of all protocols together; the format's buckets count what is in lower ones too. */
  private static Histogram histogram(List<Sample> samples, String name, Histogram otherwise) {
    var upTo = new TreeMap<Double, Long>();
    samples.stream()
        .filter(s -> s.name().equals(name + "_bucket"))
        .forEach(s -> upTo.merge(bound(s.label("le")), s.count(), Long::sum));
    if (upTo.size() < 2) {
      return otherwise;
    }
    var counts = new ArrayList<Long>();
    long below = 0;
    for (long count : upTo.values()) {
      counts.add(count - below);
      below = count;
    }
    List<Double> bounds = upTo.keySet().stream().filter(bound -> !bound.isInfinite()).toList();
    return new Histogram(bounds, counts);
  }

  private static double bound(String text) {
    return text.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
  }
}
