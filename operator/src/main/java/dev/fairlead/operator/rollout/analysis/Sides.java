package dev.fairlead.operator.rollout.analysis;

import java.util.HashMap;

/**
 * What became of the requests of both revisions over the same time.
 *
 * @param candidate of those that were its turn, whoever answered them in the end
 * @param stable of those that the stable pods answered
 */
public record Sides(Counts candidate, Counts stable) {
  /** The kind of a request that was not taken: the client's mistake, if everybody refuses it. */
  public static final String REFUSED = "refused";

  /**
   * Without what clients did wrong. The stable pods answer whatever the candidate refuses, so that
   * what they refuse too is known in sum; by its share of all requests the candidate met as much of
   * it, and only what it refused beyond that is its own failure.
   *
   * @param answered by the stable pods
   * @param forwarded requests that were the candidate's turn, as the stable pods saw them end
   * @param times that the candidate's own pods took
   */
  static Sides of(Counts answered, Counts forwarded, Histogram times) {
    long failedOver = forwarded.failures().values().stream().mapToLong(Long::longValue).sum();
    long all = Math.max(1, answered.requests() + forwarded.requests() - failedOver);
    double wrong = (double) refused(answered) / (double) all;
    long ownFault =
        Math.max(0, refused(forwarded) - Math.round(wrong * (double) forwarded.requests()));
    return new Sides(
        new Counts(forwarded.requests(), with(forwarded, ownFault).failures(), times),
        with(answered, 0));
  }

  private static long refused(Counts counts) {
    return counts.failures().getOrDefault(REFUSED, 0L);
  }

  private static Counts with(Counts counts, long refused) {
    var failures = new HashMap<>(counts.failures());
    failures.put(REFUSED, refused);
    return new Counts(counts.requests(), failures, counts.latency());
  }
}
