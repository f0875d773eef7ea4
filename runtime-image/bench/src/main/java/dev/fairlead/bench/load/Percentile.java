package dev.fairlead.bench.load;

/** Latencies that were seen, by their rank. */
final class Percentile {
  private static final double PERCENT = 100;
  private static final double NANOS_PER_MILLI = 1e6;

  private Percentile() {}

  /** The one in ms that so many percent kept (nearest rank); NaN of none. */
  static double millis(long[] sortedNanos, double percent) {
    if (sortedNanos.length == 0) {
      return Double.NaN;
    }
    int rank = (int) Math.ceil(percent / PERCENT * sortedNanos.length);
    return sortedNanos[Math.max(0, rank - 1)] / NANOS_PER_MILLI;
  }
}
