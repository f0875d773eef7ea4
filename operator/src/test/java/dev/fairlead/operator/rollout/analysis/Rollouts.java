package dev.fairlead.operator.rollout.analysis;

import dev.fairlead.operator.rollout.analysis.Judgement.Outcome;
import java.util.List;
import java.util.Random;

/** Simulated rollouts: a candidate with a tenth of the requests, asked about after each ten. */
final class Rollouts {
  static final int BATCH = 10;
  static final int STABLE_SHARE = 9;

  /** Requests after which one is given up. */
  static final int MOST = 3_000;

  /**
   * How one ended.
   *
   * @param requests that the candidate had answered by then
   */
  record End(Outcome outcome, long requests) {}

  private Rollouts() {}

  /** One of them; {@code endsWhenGood} false watches on after the candidate was found good. */
  static End of(
      Traffic stable, Traffic candidate, Limits limits, boolean endsWhenGood, Random random) {
    Counts ofCandidate = candidate.of(0, random);
    Counts ofStable = stable.of(0, random);
    Judgement judgement = Analysis.of(ofCandidate, ofStable, limits);
    while (ofCandidate.requests() < MOST
        && judgement.outcome() != Outcome.BAD
        && !(endsWhenGood && judgement.outcome() == Outcome.GOOD)) {
      ofCandidate = ofCandidate.plus(candidate.of(BATCH, random));
      ofStable = ofStable.plus(stable.of(STABLE_SHARE * BATCH, random));
      judgement = Analysis.of(ofCandidate, ofStable, limits);
    }
    return new End(judgement.outcome(), ofCandidate.requests());
  }

  /** How many ended so. */
  static long count(List<End> ends, Outcome outcome) {
    return ends.stream().filter(e -> e.outcome() == outcome).count();
  }

  /** Of the requests that a candidate had answered at its end. */
  static double mean(List<End> ends) {
    return ends.stream().mapToLong(End::requests).average().orElseThrow();
  }

  /** For who reads the build's output. */
  static void report(String what, List<End> ends, Outcome expected) {
    System.out.printf(
        "analysis: candidate %s: %d of %d found %s, after %.0f requests in the mean%n",
        what, count(ends, expected), ends.size(), expected, mean(ends));
  }
}
