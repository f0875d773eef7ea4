package dev.fairlead.runtime.execution;

import java.time.Duration;

/**
 * How long the workers take for what waits, from what they took lately. Nothing is known before the
 * first run.
 */
final class Pace {
  /** How much the last run counts. */
  private static final double RECENT = 0.1;

  private final int workers;
  private double nanosPerWeight;

  Pace(int workers) {
    this.workers = workers;
  }

  /** One worker ran a batch. */
  synchronized void ran(long weight, long nanos) {
    double now = (double) nanos / Math.max(1, weight);
    nanosPerWeight = nanosPerWeight == 0 ? now : nanosPerWeight + RECENT * (now - nanosPerWeight);
  }

  /** Until that much is done by all workers. */
  synchronized Duration until(long weight) {
    return Duration.ofNanos((long) (weight * nanosPerWeight / workers));
  }
}
