package dev.fairlead.operator.rollout.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.operator.rollout.analysis.Judgement.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A candidate with a tenth of the requests is asked about after each ten of them, as a rollout
 * does: whether those that are no worse go on, and how much those that are worse have answered
 * before they are stopped.
 */
class AnalysisSimulationTest {
  private static final Traffic STABLE = new Traffic(0.002, 0.04);
  private static final Limits LIMITS =
      new Limits(200, 0.005, new Limits.LatencyIncrease(0.95, 1.2), null, null);
  private static final int BATCH = 10;
  private static final int STABLE_SHARE = 9;
  private static final int MOST = 3_000;

  /**
   * How one ended.
   *
   * @param requests that the candidate had answered by then
   */
  private record End(Outcome outcome, long requests) {}

  @Test
  void ofCandidatesThatAreNoWorseAtMostOneInAHundredIsStopped() {
    List<End> ends = rollouts(1_000, STABLE, true);
    long stopped = ends.stream().filter(e -> e.outcome() == Outcome.BAD).count();
    report("as good", ends, Outcome.GOOD);
    assertThat(stopped).isLessThanOrEqualTo(10);
    assertThat(ends).filteredOn(e -> e.outcome() == Outcome.GOOD).hasSizeGreaterThan(900);
  }

  @Test
  void evenWhenTheyAreWatchedOnAfterTheyWereFoundGood() {
    List<End> ends = rollouts(300, STABLE, false);
    assertThat(ends).filteredOn(e -> e.outcome() == Outcome.BAD).hasSizeLessThanOrEqualTo(6);
  }

  @Test
  void aCandidateWithFivePercentOfFailuresIsStopped() {
    List<End> ends = rollouts(300, new Traffic(0.05, STABLE.median()), true);
    report("5 % failures", ends, Outcome.BAD);
    // of the others some were lucky for as long as it took to find them good
    assertThat(ends).filteredOn(e -> e.outcome() == Outcome.BAD).hasSizeGreaterThanOrEqualTo(285);
    assertThat(mean(ends)).isLessThan(300);
  }

  @Test
  void aCandidateThatTakesHalfAsLongAgainIsStopped() {
    List<End> ends = rollouts(300, new Traffic(STABLE.failureRate(), 1.5 * STABLE.median()), true);
    report("1.5 times as slow", ends, Outcome.BAD);
    assertThat(ends).filteredOn(e -> e.outcome() == Outcome.BAD).hasSizeGreaterThanOrEqualTo(285);
  }

  @Test
  void aCandidateThatAlwaysFailsIsStoppedAtOnce() {
    List<End> ends = rollouts(100, new Traffic(1, STABLE.median()), true);
    assertThat(ends).allMatch(e -> e.outcome() == Outcome.BAD && e.requests() <= 2 * BATCH);
  }

  private static List<End> rollouts(int count, Traffic candidate, boolean endsWhenGood) {
    var ends = new ArrayList<End>();
    for (int seed = 0; seed < count; seed++) {
      ends.add(rollout(candidate, endsWhenGood, new Random(seed)));
    }
    return ends;
  }

  private static End rollout(Traffic candidate, boolean endsWhenGood, Random random) {
    Counts ofCandidate = candidate.of(0, random);
    Counts ofStable = STABLE.of(0, random);
    Judgement judgement = Analysis.of(ofCandidate, ofStable, LIMITS);
    while (ofCandidate.requests() < MOST
        && judgement.outcome() != Outcome.BAD
        && !(endsWhenGood && judgement.outcome() == Outcome.GOOD)) {
      ofCandidate = ofCandidate.plus(candidate.of(BATCH, random));
      ofStable = ofStable.plus(STABLE.of(STABLE_SHARE * BATCH, random));
      judgement = Analysis.of(ofCandidate, ofStable, LIMITS);
    }
    return new End(judgement.outcome(), ofCandidate.requests());
  }

  private static double mean(List<End> ends) {
    return ends.stream().mapToLong(End::requests).average().orElseThrow();
  }

  private static void report(String what, List<End> ends, Outcome expected) {
    System.out.printf(
        "analysis: candidate %s: %d of %d found %s, after %.0f requests in the mean%n",
        what,
        ends.stream().filter(e -> e.outcome() == expected).count(),
        ends.size(),
        expected,
        mean(ends));
  }
}
