package dev.fairlead.operator.rollout.analysis;

/**
 * How much the counts speak against a claim about two shares, as the logarithm of a likelihood
 * ratio that may be looked at after every request.
 *
 * <p>Numerator: the likelihood of both counts when each share is drawn from a Beta distribution.
 * Denominator: the largest likelihood that any pair of shares gives for which the claim holds.
 * Where the claim holds, the ratio ever reaches 1/α with a probability of at most α, however often
 * it is looked at and whenever that ends (universal inference: Wasserman, Ramdas and Balakrishnan,
 * "<a href="https://doi.org/10.1073/pnas.1922664117">Universal inference</a>", 2020; Ville's
 * inequality). The Beta distributions decide only how soon it is reached where the claim does not
 * hold.
 */
final class Evidence {
  /** Few are bad. */
  private static final double PRIOR_BAD = 0.5;

  /** One in a hundred. */
  private static final double PRIOR_GOOD_STABLE = 50;

  /** One in twenty: what is worth finding soon. */
  private static final double PRIOR_GOOD_CANDIDATE = 10;

  /** Halvings of an interval of length 1: more than a double can tell apart. */
  private static final int HALVINGS = 60;

  private Evidence() {}

  /** Against: the candidate's share is at most the stable one's and {@code margin}. */
  static double worse(Trials candidate, Trials stable, double margin) {
    boolean holds = candidate.rate() <= stable.rate() + margin;
    return ratio(candidate, stable, margin, holds);
  }

  /** Against: the candidate's share is at least the stable one's and {@code margin}. */
  static double notWorse(Trials candidate, Trials stable, double margin) {
    boolean holds = candidate.rate() >= stable.rate() + margin;
    return ratio(candidate, stable, margin, holds);
  }

  /** Against: the candidate's share is at most {@code limit}. */
  static double above(Trials candidate, double limit) {
    return mixture(candidate) - candidate.logLikelihood(Math.min(candidate.rate(), limit));
  }

  /** Against: the candidate's share is at least {@code limit}. */
  static double below(Trials candidate, double limit) {
    return mixture(candidate) - candidate.logLikelihood(Math.max(candidate.rate(), limit));
  }

  /** Where the observed shares do not keep to the claim, the best that do are at its border. */
  private static double ratio(Trials candidate, Trials stable, double margin, boolean holds) {
    double base = holds ? stable.rate() : border(candidate, stable, margin);
    double other = holds ? candidate.rate() : base + margin;
    return mixture(candidate)
        + stable.logMixture(PRIOR_BAD, PRIOR_GOOD_STABLE)
        - candidate.logLikelihood(other)
        - stable.logLikelihood(base);
  }

  private static double mixture(Trials candidate) {
    return candidate.logMixture(PRIOR_BAD, PRIOR_GOOD_CANDIDATE);
  }

  /** The stable share of the largest likelihood when the candidate's is that and the margin. */
  private static double border(Trials candidate, Trials stable, double margin) {
    double low = 0;
    double high = 1 - margin;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (stable.slope(middle) + candidate.slope(middle + margin) > 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }
}
