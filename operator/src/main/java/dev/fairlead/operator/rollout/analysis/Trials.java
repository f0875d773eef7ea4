package dev.fairlead.operator.rollout.analysis;

/**
 * Requests of which some were bad, in whichever way.
 *
 * @param all how many there were, at least 0
 * @param bad of these, at most {@code all}
 */
record Trials(long all, long bad) {
  Trials {
    if (bad < 0 || bad > all) {
      throw new IllegalArgumentException(bad + " bad ones of " + all);
    }
  }

  /** The observed share of bad ones; 0 where there was none at all. */
  double rate() {
    return all == 0 ? 0 : (double) bad / (double) all;
  }

  /** The logarithm of the likelihood of a share. */
  double logLikelihood(double share) {
    return times(bad, Math.log(share)) + times(all - bad, Math.log1p(-share));
  }

  /** The slope of {@link #logLikelihood} there. */
  double slope(double share) {
    return over(bad, share) - over(all - bad, 1 - share);
  }

  /**
   * The logarithm of the likelihood when the share is drawn from Beta(a, b): B(a + bad, b + good) /
   * B(a, b).
   */
  double logMixture(double a, double b) {
    return LogGamma.beta(a + (double) bad, b + (double) (all - bad)) - LogGamma.beta(a, b);
  }

  /** What never happened says nothing, however unlikely it would have been. */
  private static double times(long count, double value) {
    return count == 0 ? 0 : (double) count * value;
  }

  private static double over(long count, double value) {
    return count == 0 ? 0 : (double) count / value;
  }
}
