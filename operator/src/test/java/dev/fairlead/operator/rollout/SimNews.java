package dev.fairlead.operator.rollout;

import dev.fairlead.operator.rollout.analysis.Judgement.Outcome;

/**
 * What pods tell, and what of them is late.
 *
 * @param outcome what the analysis says of any candidate
 * @param gate what stands between any candidate and its first request
 * @param isLate whether nothing moves any more of what is not ready
 */
record SimNews(Outcome outcome, Gate gate, boolean isLate) {
  static final SimNews GOOD = new SimNews(Outcome.GOOD, Gate.OPEN, false);

  SimNews with(Outcome judged) {
    return new SimNews(judged, gate, isLate);
  }

  SimNews with(Gate now) {
    return new SimNews(outcome, now, isLate);
  }

  SimNews late(boolean now) {
    return new SimNews(outcome, gate, now);
  }
}
