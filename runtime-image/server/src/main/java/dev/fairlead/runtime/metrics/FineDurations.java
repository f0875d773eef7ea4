package dev.fairlead.runtime.metrics;

import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.Arrays;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * How long requests took, of all protocols together and in buckets so narrow that two versions can
 * be compared by them. In a registry of its own: who does not ask for it by name has no series of
 * it.
 */
final class FineDurations {
  static final String NAME = "fairlead_request_duration_fine_seconds";

  /**
   * Of one decade: round, at most a tenth apart, and with most of them there is one that is 1.20 to
   * 1.25 times as much.
   */
  private static final double[] DECADE = {
    1, 1.05, 1.1, 1.15, 1.2, 1.25, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 1.9, 2, 2.1, 2.2, 2.3, 2.4, 2.5,
    2.6, 2.8, 3, 3.2, 3.4, 3.6, 3.8, 4, 4.2, 4.5, 4.8, 5, 5.2, 5.5, 5.8, 6, 6.4, 6.8, 7.2, 7.5, 8,
    8.4, 9, 9.6
  };

  private static final double FIRST = .0005;
  private static final double LAST = 60;

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Histogram durations =
      Histogram.builder()
          .name(NAME)
          .help("From the first byte of a request to the last of its answer, in narrow buckets")
          .unit(Unit.SECONDS)
          .classicOnly()
          .classicUpperBounds(bounds())
          .register(registry);

  /** From half a millisecond to a minute. */
  static double[] bounds() {
    return IntStream.rangeClosed(-4, 1)
        .boxed()
        .flatMapToDouble(power -> Arrays.stream(DECADE).map(digits -> scaled(digits, power)))
        .filter(bound -> bound >= FIRST && bound <= LAST)
        .toArray();
  }

  /** By its digits: a product of doubles would be shown as 0.0021000000000000003. */
  private static double scaled(double digits, int power) {
    return Double.parseDouble(digits + "e" + power);
  }

  void observe(double seconds) {
    durations.observe(seconds);
  }

  MetricSnapshots scrape(Predicate<String> isAskedFor) {
    return registry.scrape(isAskedFor);
  }
}
