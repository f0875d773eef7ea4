package dev.fairlead.operator.rollout.analysis;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Simulated requests: independent failures, and times whose logarithms are normally distributed.
 *
 * @param failureRate share of requests that fail
 * @param median of the times in seconds
 * @param spread standard deviation of their logarithms
 * @param bounds of the buckets that they are counted in
 */
record Traffic(double failureRate, double median, double spread, List<Double> bounds) {
  /** Of a model server's narrow buckets. */
  static final List<Double> BOUNDS =
      Stream.of("e-4", "e-3", "e-2", "e-1", "e0", "e1")
          .flatMap(power -> decade().map(digits -> Double.valueOf(digits + power)))
          .filter(bound -> bound >= 0.0005 && bound <= 60)
          .toList();

  /** Of its wide ones, which are all that servers of earlier versions have. */
  static final List<Double> WIDE =
      List.of(.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1.0, 2.5, 5.0, 10.0, 30.0);

  private static final double SPREAD = 0.5;

  /** Widely spread times in narrow buckets. */
  Traffic(double failureRate, double median) {
    this(failureRate, median, SPREAD, BOUNDS);
  }

  private static Stream<String> decade() {
    return Stream.of(
        ("1 1.05 1.1 1.15 1.2 1.25 1.3 1.4 1.5 1.6 1.7 1.8 1.9 2 2.1 2.2 2.3 2.4 2.5 2.6 2.8 3 3.2"
                + " 3.4 3.6 3.8 4 4.2 4.5 4.8 5 5.2 5.5 5.8 6 6.4 6.8 7.2 7.5 8 8.4 9 9.6")
            .split(" "));
  }

  /** The same, so many times as slow. */
  Traffic slower(double factor) {
    return new Traffic(failureRate, factor * median, spread, bounds);
  }

  /** The same, counted in those buckets. */
  Traffic in(List<Double> others) {
    return new Traffic(failureRate, median, spread, others);
  }

  /** What becomes of so many requests. */
  Counts of(int requests, Random random) {
    long failed = 0;
    var buckets = new ArrayList<>(Collections.nCopies(bounds.size() + 1, 0L));
    for (int i = 0; i < requests; i++) {
      if (random.nextDouble() < failureRate) {
        failed++;
      }
      double seconds = median * Math.exp(spread * random.nextGaussian());
      int found = Collections.binarySearch(bounds, seconds);
      int bucket = found < 0 ? -found - 1 : found;
      buckets.set(bucket, buckets.get(bucket) + 1);
    }
    return new Counts(requests, Map.of("500", failed), new Histogram(bounds, buckets));
  }
}
