package dev.fairlead.operator.rollout.analysis;

import java.util.HashMap;

/**
 * What became of the requests of both revisions over the same time.
 *
 * @param candidate of those that were its turn, whoever answered them in the end; behind a gateway,
 *     of those that its pods got
 * @param stable of those that the stable pods answered, but for those that both refused
 */
public record Sides(Counts candidate, Counts stable) {
  /** The kind of a request that was not taken: the client's mistake, if both refuse it. */
  public static final String REFUSED = "refused";

  /**
   * The stable pods answer whatever the candidate did not. What both refused is the mistake of
   * clients whose request was the candidate's turn, and counts there alone: so clients that err are
   * met by both sides in the same share, each by its own requests.
   *
   * @param answered by the stable pods
   * @param forwarded requests that were the candidate's turn, as the stable pods saw them end
   * @param times that the candidate's own pods took
   */
  static Sides of(Counts answered, Counts forwarded, Histogram times) {
    long byBoth = Math.min(refused(answered), refused(forwarded));
    var failures = new HashMap<>(answered.failures());
    failures.put(REFUSED, refused(answered) - byBoth);
    return new Sides(
        new Counts(forwarded.requests(), forwarded.failures(), times),
        new Counts(answered.requests() - byBoth, failures, answered.latency()));
  }

  /**
   * The same where each side answered its own requests, as behind a gateway: none of them was
   * refused by both, so each refusal counts where it was made.
   */
  static Sides apart(Counts stable, Counts candidate) {
    return new Sides(candidate, stable);
  }

  private static long refused(Counts counts) {
    return counts.failures().getOrDefault(REFUSED, 0L);
  }
}
