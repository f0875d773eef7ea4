package dev.fairlead.runtime.live;

import java.time.Duration;

/**
 * How a candidate begins with a share. Its pods may be cold, and their first answers take long:
 * what it loses by that is not held against it, until it has answered some, or gives nobody reason
 * to think that it ever will. By any thread.
 */
final class ColdStart {
  /** As many as the operator leaves out when it compares times. */
  private static final int COLD = 50;

  /** Where few ask, each of these may be cold. */
  private static final int FEW = 10;

  /** Where many ask, all that come before the first answer are late by the same start. */
  private static final Duration LONG = Duration.ofSeconds(30);

  private int answered;
  private int late;
  private long first;

  /** It answered one. */
  synchronized void answered() {
    answered++;
  }

  /** It was late with one: whether that may be its start. {@code now}: in nanoseconds. */
  synchronized boolean excuses(long now) {
    if (late++ == 0) {
      first = now;
    }
    return answered < COLD && (late <= FEW || now - first < LONG.toNanos());
  }
}
