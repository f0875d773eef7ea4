package dev.fairlead.bench.load;

/**
 * What one measurement gave.
 *
 * @param sortedNanos latencies of answers with status 200, the shortest first
 * @param inferences that were done in the time
 * @param failures anything but an answer with status 200
 * @param seconds how long was measured
 * @param cpuSeconds that the server's processes used in the time
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and nobody writes into it
public record Cell(
    long[] sortedNanos, long inferences, int failures, double seconds, double cpuSeconds) {
  /** Inferences per second. */
  public double perSecond() {
    return inferences / seconds;
  }

  /** Inferences per second of CPU time; 0 where no CPU time was seen. */
  public double perCpuSecond() {
    return cpuSeconds > 0 ? inferences / cpuSeconds : 0;
  }

  /** The latency in ms that so many percent of the answers kept (nearest rank); NaN without any. */
  public double millis(double percent) {
    return Percentile.millis(sortedNanos, percent);
  }
}
