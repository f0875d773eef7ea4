package dev.fairlead.operator.rollout.analysis;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A pod's own counters at one time, since its server started.
 *
 * @param totals counted so far
 * @param inFlight requests that it has taken and not ended
 */
public record PodSample(Counts totals, long inFlight) {
  /** The kind of failure of a request whose server ended before it did. */
  public static final String LOST = "Lost";

  /** Whether the server was started anew since the earlier one: no counter goes down by itself. */
  boolean isRestartedSince(PodSample earlier) {
    List<Long> times = totals.latency().counts();
    List<Long> timesBefore = earlier.totals.latency().counts();
    return totals.requests() < earlier.totals.requests()
        || totals.succeeded() < earlier.totals.succeeded()
        || earlier.totals.failures().entrySet().stream()
            .anyMatch(e -> totals.failures().getOrDefault(e.getKey(), 0L) < e.getValue())
        || IntStream.range(0, Math.min(times.size(), timesBefore.size()))
            .anyMatch(i -> times.get(i) < timesBefore.get(i));
  }

  /** What came to it since an earlier one of the same server. */
  Counts since(PodSample earlier) {
    var failures = new HashMap<String, Long>();
    totals
        .failures()
        .forEach(
            (kind, count) ->
                failures.put(kind, count - earlier.totals.failures().getOrDefault(kind, 0L)));
    return new Counts(
        totals.requests() - earlier.totals.requests(),
        failures,
        totals.latency().minus(earlier.totals.latency()));
  }

  /** The same with nothing in flight. */
  PodSample idle() {
    return new PodSample(totals, 0);
  }

  /** What nobody will answer any more. */
  Counts lost() {
    return new Counts(
        inFlight,
        inFlight == 0 ? Map.of() : Map.of(LOST, inFlight),
        Histogram.empty(totals.latency().bounds()));
  }
}
