package dev.fairlead.bench.load;

/**
 * When requests are due, one after the other in even steps: ends of {@link System#nanoTime()}.
 *
 * @param start when the first one is due
 * @param perSecond how many are due in a second
 */
record Schedule(long start, double perSecond) {
  private static final double NANOS = 1e9;

  Schedule {
    if (!(perSecond > 0)) {
      throw new IllegalArgumentException("a schedule has more than 0 requests a second");
    }
  }

  /** When the request is due that has so many before it. */
  long due(long before) {
    return start + Math.round(before / perSecond * NANOS);
  }
}
