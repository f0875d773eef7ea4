package dev.fairlead.runtime.live;

import java.time.Duration;

/**
 * How long a candidate may take, by how long answers that were made here took of late.
 *
 * @param longest nanoseconds of the longest of these; 0: too few are known
 */
record Usual(long longest) {
  /** What a longer way and larger bodies may cost in any case. */
  private static final Duration LEAST = Duration.ofSeconds(1);

  /** Where nothing is known: enough to answer most, and short of most clients' patience. */
  private static final Duration UNKNOWN = Duration.ofSeconds(2);

  /** A version that is so many times slower than the slowest of a thousand is no good one. */
  private static final int SLOWER = 5;

  /** Who gives up sooner does not do so because of the candidate. */
  private static final Duration LEAST_PATIENCE = Duration.ofMillis(250);

  /** By then this server would have had an answer. */
  private static final int SURELY = 2;

  /** A candidate that has not answered by then loses the request. */
  Duration limit() {
    return longest == 0 ? UNKNOWN : atLeast(LEAST, SLOWER);
  }

  /** Whether a client that waited so many nanoseconds would have its answer from here. */
  boolean isOver(long nanos) {
    return longest > 0 && nanos >= atLeast(LEAST_PATIENCE, SURELY).toNanos();
  }

  private Duration atLeast(Duration least, int times) {
    Duration usual = Duration.ofNanos(longest).multipliedBy(times);
    return usual.compareTo(least) < 0 ? least : usual;
  }
}
