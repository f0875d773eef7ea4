package dev.fairlead.runtime.execution;

/**
 * The longest that one of the last 500 to 1,000 answers took: a request for which the same model
 * needs longer is one in so many. By any thread.
 */
final class Longest {
  private static final int BLOCK = 500;

  /** Fewer say little. */
  private static final int LEAST = 10;

  private long before;
  private long now;
  private int count;

  /** An answer took that long. */
  synchronized void took(long nanos) {
    now = Math.max(now, Math.max(1, nanos));
    count++;
    if (count == BLOCK) {
      before = now;
      now = 0;
      count = 0;
    }
  }

  /** In nanoseconds; 0 before there are some. */
  synchronized long nanos() {
    return before == 0 && count < LEAST ? 0 : Math.max(before, now);
  }
}
