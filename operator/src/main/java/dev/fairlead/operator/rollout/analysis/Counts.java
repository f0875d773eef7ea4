package dev.fairlead.operator.rollout.analysis;

import java.util.HashMap;
import java.util.Map;

/**
 * What became of the requests of one revision in some time.
 *
 * @param requests that ended, well or not
 * @param failures of these, those that are the server's fault or were refused, by kind (such as an
 *     HTTP status); none of them negative
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

  /** All of both, with times by the bounds that both have, of which there is one at least. */
  Counts plusCommon(Counts other) {
    return at(latency.common(other.latency)).plus(other.at(other.latency.common(latency)));
  }

  private Counts at(Histogram times) {
    return new Counts(requests, failures, times);
  }

  /** The same without the failures of that kind. */
  Counts without(String kind) {
    var others = new HashMap<>(failures);
    others.remove(kind);
    return new Counts(requests, others, latency);
  }

  /** The same, and nobody knows how long they took. */
  Counts withoutTimes() {
    return at(Histogram.empty(latency.bounds()));
  }

  /** Never more than there were requests, whatever a server tells. */
  Trials failed() {
    return new Trials(Math.max(0, requests), Math.clamp(sumOfFailures(), 0, Math.max(0, requests)));
  }

  /** A counter too, since each of both is one. */
  long succeeded() {
    return requests - sumOfFailures();
  }

  private long sumOfFailures() {
    return failures.values().stream().mapToLong(Long::longValue).sum();
  }
}
