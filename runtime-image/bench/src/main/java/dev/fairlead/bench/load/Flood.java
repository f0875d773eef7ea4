package dev.fairlead.bench.load;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

/**
 * What became of requests that did not wait for the answers to earlier ones.
 *
 * @param acceptedNanos latencies of answers with status 200, from their sending on, the shortest
 *     first
 * @param lagNanos how long after it was due each was sent, the shortest first
 * @param refused how many answers had which other status
 * @param broken how many were sent and got no answer
 * @param unsent how many were due while all sockets waited for answers
 * @param seconds in which all of these were due
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and nobody writes into it
public record Flood(
    long[] acceptedNanos,
    long[] lagNanos,
    Map<Integer, Long> refused,
    long broken,
    long unsent,
    double seconds) {

  /** How many were sent in a second. */
  public double sentPerSecond() {
    return lagNanos.length / seconds;
  }

  /** How many were due, sent or not. */
  public long due() {
    return lagNanos.length + unsent;
  }

  /** How many of a second's requests were answered with status 200 and in time. */
  public double goodPerSecond(Duration deadline) {
    return Arrays.stream(acceptedNanos).filter(nanos -> nanos <= deadline.toNanos()).count()
        / seconds;
  }

  /** The latency in ms that so many percent of the accepted kept; NaN without any. */
  public double millis(double percent) {
    return Percentile.millis(acceptedNanos, percent);
  }

  /** By how many ms at most so many percent were sent late; NaN without any. */
  public double lagMillis(double percent) {
    return Percentile.millis(lagNanos, percent);
  }
}
