package dev.fairlead.operator.rollout.analysis;

import java.util.Locale;

/**
 * One question about a candidate.
 *
 * @param name such as {@code error rate}
 * @param candidate share of bad requests that was observed
 * @param limit share that is allowed
 * @param against evidence that it is above the limit, as a logarithm
 * @param enoughAgainst from where on it has failed
 * @param inFavour evidence that it is not far above the limit, as a logarithm
 * @param enoughInFavour from where on it is good
 */
public record Measure(
    String name,
    double candidate,
    double limit,
    double against,
    double enoughAgainst,
    double inFavour,
    double enoughInFavour) {

  boolean isBad() {
    return against >= enoughAgainst;
  }

  boolean isGood() {
    return !isBad() && inFavour >= enoughInFavour;
  }

  /**
   * How many more requests it may take to know, by what each has told so far.
   *
   * @param requests so far
   * @return 0 where it is known; {@code requests} where those so far told nothing
   */
  long missing(long requests) {
    if (isBad() || isGood()) {
      return 0;
    }
    double share = Math.max(inFavour / enoughInFavour, against / enoughAgainst);
    return share < 0.5 ? requests : (long) Math.ceil((double) requests * (1 / share - 1));
  }

  /** How near it is to its limit: from 1 on it is above it. */
  public double nearness() {
    return against / enoughAgainst;
  }

  /** A share in percent, such as {@code 0.25%}. */
  public static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f%%", 100 * share);
  }

  /** In words and numbers. */
  String text() {
    String state = isBad() ? "above" : isGood() ? "within" : "not sure to be within";
    return "%s %s is %s the limit of %s".formatted(name, percent(candidate), state, percent(limit));
  }
}
