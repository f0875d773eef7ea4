package dev.fairlead.runtime.trace;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * One moment by both clocks, so that what the other parts of the server measure can be placed.
 *
 * @param epochNanos by the clock on the wall
 * @param nanoTime as {@link System#nanoTime()}
 */
record Moment(long epochNanos, long nanoTime) {
  static Moment now() {
    Instant now = Instant.now();
    return new Moment(
        TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano(), System.nanoTime());
  }

  /** What the clock on the wall said then. */
  long epochNanosAt(long nanos) {
    return epochNanos + (nanos - nanoTime);
  }
}
