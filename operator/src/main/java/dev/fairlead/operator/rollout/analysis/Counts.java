package dev.fairlead.operator.rollout.analysis;

import java.util.HashMap;
import java.util.Map;

/**
 * What became of the requests of one revision in some time.
 *
 * @param requests that ended, well or not
 * @param failures of these, those that are the server's fault, by kind (such as an HTTP status);
 *     none of them negative
 * @param latency of those that were answered
 */
public record Counts(long requests, Map<String, Long> failures, Histogram latency) {
  public Counts {
    failures = Map.copyOf(failures);
  }

  /** All of both. */
  public Counts plus(Counts other) {
    var sum = new HashMap<>(failures);
    other.failures.forEach((kind, count) -> sum.merge(kind, count, Long::sum));
    return new Counts(requests + other.requests, sum, latency.plus(other.latency));
  }

  Trials failed() {
    return new Trials(requests, failures.values().stream().mapToLong(Long::longValue).sum());
  }
}
