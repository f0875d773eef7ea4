package dev.fairlead.operator.rollout.analysis;

import java.util.HashMap;
import java.util.Map;

/**
 * A pod's own counters at one time, since its server started.
 *
 * @param totals counted so far
 * @param inFlight requests that it has taken and not ended
 */
public record PodSample(Counts totals, long inFlight) {
  /** The kind of failure of a request whose server ended before it did. */
  public static final String LOST = "Lost";

  /** Whether the server was started anew since the earlier one. */
  boolean isRestartedSince(PodSample earlier) {
    return totals.requests() < earlier.totals.requests();
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

  /** What nobody will answer any more. */
  Counts lost() {
    return new Counts(
        inFlight,
        inFlight == 0 ? Map.of() : Map.of(LOST, inFlight),
        Histogram.empty(totals.latency().bounds()));
  }
}
