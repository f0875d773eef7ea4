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
 */
record Traffic(double failureRate, double median) {
  /** Each a seventh above the one before, from 1 ms to 2 minutes. */
  static final List<Double> BOUNDS =
      Stream.iterate(0.001, bound -> bound < 120, bound -> bound * 8 / 7).toList();

  private static final double SIGMA = 0.5;

  /** What becomes of so many requests. */
  Counts of(int requests, Random random) {
    long failed = 0;
    var buckets = new ArrayList<>(Collections.nCopies(BOUNDS.size() + 1, 0L));
    for (int i = 0; i < requests; i++) {
      if (random.nextDouble() < failureRate) {
        failed++;
      }
      double seconds = median * Math.exp(SIGMA * random.nextGaussian());
      int found = Collections.binarySearch(BOUNDS, seconds);
      int bucket = found < 0 ? -found - 1 : found;
      buckets.set(bucket, buckets.get(bucket) + 1);
    }
    return new Counts(requests, Map.of("500", failed), new Histogram(BOUNDS, buckets));
  }
}
