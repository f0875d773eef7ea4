package dev.fairlead.bench.load;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts what becomes of requests, told by many threads. */
final class Tally {
  private static final int OK = 200;

  private final Latencies accepted = new Latencies();
  private final Latencies lags = new Latencies();
  private final Map<Integer, Long> refused = new TreeMap<>();
  private long broken;
  private long unsent;

  /** No socket was free for one. */
  synchronized void unsent() {
    unsent++;
  }

  /**
   * One was answered.
   *
   * @param lag from when it was due to its sending, in nanoseconds
   * @param latency from its sending to its answer, in nanoseconds
   */
  synchronized void answered(int status, long lag, long latency) {
    lags.add(lag);
    if (status == OK) {
      accepted.add(latency);
    } else {
      refused.merge(status, 1L, Long::sum);
    }
  }

  /** One was sent so late, and its connection ended. */
  synchronized void broke(long lag) {
    lags.add(lag);
    broken++;
  }

  /** All of them, which were due in so many seconds. */
  synchronized Flood of(double seconds) {
    return new Flood(
        Latencies.sorted(List.of(accepted)),
        Latencies.sorted(List.of(lags)),
        Map.copyOf(refused),
        broken,
        unsent,
        seconds);
  }
}
