package dev.fairlead.operator.rollout.analysis;

import static dev.fairlead.operator.rollout.analysis.Rollouts.BATCH;
import static dev.fairlead.operator.rollout.analysis.Rollouts.MOST;
import static dev.fairlead.operator.rollout.analysis.Rollouts.STABLE_SHARE;
import static dev.fairlead.operator.rollout.analysis.Rollouts.mean;
import static dev.fairlead.operator.rollout.analysis.Rollouts.report;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.operator.rollout.analysis.Judgement.Outcome;
import dev.fairlead.operator.rollout.analysis.Rollouts.End;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
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

  /** The share of requests that are the clients' mistake. */
  private static final double WRONG = 0.1;

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

  /** Each step begins without evidence, and may blame it anew. */
  @Test
  void aWholeRolloutOfAnEqualOne() {
    List<End> ends = IntStream.range(0, 1_000).mapToObj(seed -> steps(new Random(seed))).toList();
    report("as good, in three steps", ends, Outcome.GOOD);
    assertThat(ends).filteredOn(e -> e.outcome() == Outcome.BAD).hasSizeLessThanOrEqualTo(10);
    assertThat(ends).filteredOn(e -> e.outcome() == Outcome.GOOD).hasSizeGreaterThan(900);
  }

  /** Of 10, 25 and 50 % of the requests, until one is not passed. */
  private static End steps(Random random) {
    long requests = 0;
    for (int weight : List.of(10, 25, 50)) {
      End step = step(weight, random);
      requests += step.requests();
      if (step.outcome() != Outcome.GOOD) {
        return new End(step.outcome(), requests);
      }
    }
    return new End(Outcome.GOOD, requests);
  }

  /** As stable pods count what they hand on: what fails there they answer too. */
  private static End step(int weight, Random random) {
    int others = BATCH * (100 - weight) / weight;
    Counts forwarded = STABLE.of(0, random);
    Counts answered = forwarded;
    Judgement judgement;
    do {
      Counts turn = STABLE.of(BATCH, random);
      forwarded = forwarded.plus(turn);
      answered = answered.plus(STABLE.of(others + (int) turn.failed().bad(), random));
      Sides sides = Sides.of(answered, forwarded, forwarded.latency());
      judgement = Analysis.of(sides.candidate(), sides.stable(), LIMITS);
    } while (forwarded.requests() < MOST && judgement.outcome() == Outcome.OPEN);
    return new End(judgement.outcome(), forwarded.requests());
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
  void aCandidateThatAlwaysFailsIsStoppedAtOnce() {
    List<End> ends = rollouts(100, new Traffic(1, STABLE.median()), true);
    assertThat(ends).allMatch(e -> e.outcome() == Outcome.BAD && e.requests() <= 2 * BATCH);
  }

  /** As a server of Java's, whose first answers of each pod take ten times as long. */
  @Test
  void aColdStartGetsNoCandidateStopped() {
    List<End> ends = starting(PodSeries.COLD_ANSWERS);
    report("whose pods start cold", ends, Outcome.GOOD);
    assertThat(ends).filteredOn(e -> e.outcome() == Outcome.BAD).hasSizeLessThanOrEqualTo(10);
    assertThat(ends).filteredOn(e -> e.outcome() == Outcome.GOOD).hasSizeGreaterThan(900);
  }

  /** Such times are not passed over for ever. */
  @Test
  void oneThatStaysColdIsStopped() {
    List<End> ends = starting(10L * PodSeries.COLD_ANSWERS);
    report("whose pods stay cold", ends, Outcome.BAD);
    assertThat(ends).filteredOn(e -> e.outcome() == Outcome.BAD).hasSizeGreaterThan(990);
  }

  private static List<End> starting(long cold) {
    return IntStream.range(0, 1_000).mapToObj(seed -> starting(cold, new Random(seed))).toList();
  }

  /**
   * Two pods of the candidate that have answered nobody yet, behind a gateway: by turns, so that
   * both are cold at the same time.
   */
  private static End starting(long cold, Random random) {
    Traffic slow = new Traffic(STABLE.failureRate(), 10 * STABLE.median());
    Counts one = STABLE.of(0, random);
    Counts other = one;
    Counts stable = STABLE.of(1_000, random);
    Tally tally = look(Tally.NOTHING, stable, one, other);
    Judgement judgement;
    long requests;
    do {
      Traffic now = one.requests() < cold ? slow : STABLE;
      one = one.plus(now.of(BATCH / 2, random));
      other = other.plus(now.of(BATCH / 2, random));
      stable = stable.plus(STABLE.of(STABLE_SHARE * BATCH, random));
      tally = look(tally, stable, one, other);
      Sides sides = tally.sidesApart().orElseThrow();
      judgement = Analysis.of(sides.candidate(), sides.stable(), LIMITS);
      requests = sides.candidate().requests();
    } while (requests < MOST && judgement.outcome() == Outcome.OPEN);
    return new End(judgement.outcome(), requests);
  }

  private static Tally look(Tally before, Counts stable, Counts one, Counts other) {
    return before.with(
        Map.of("stable", new PodSample(stable, 0)),
        Map.of(),
        Map.of("one", new PodSample(one, 0), "other", new PodSample(other, 0)));
  }

  /** One in ten is refused by whoever is asked; the candidate has a twentieth of the requests. */
  @Test
  void clientsThatErrDoNotGetAGoodCandidateStopped() {
    List<End> ends = refusing(0);
    report("beside clients that err", ends, Outcome.GOOD);
    assertThat(ends).filteredOn(e -> e.outcome() == Outcome.BAD).hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void norDoTheyHideOneThatRefusesMore() {
    List<End> ends = refusing(0.05);
    report("that refuses 5 % more", ends, Outcome.BAD);
    assertThat(ends).filteredOn(e -> e.outcome() == Outcome.BAD).hasSizeGreaterThanOrEqualTo(190);
    assertThat(mean(ends)).isLessThan(2_500);
  }

  /** So many rollouts of a candidate that refuses so much that is right. */
  private static List<End> refusing(double more) {
    return IntStream.range(0, 200).mapToObj(seed -> refusing(more, new Random(seed))).toList();
  }

  private static End refusing(double more, Random random) {
    var limits = new Limits(200, 0.005, null, null, null);
    long requests = 0;
    long refused = 0;
    long answered = 0;
    long refusedByStable = 0;
    Judgement judgement;
    do {
      int wrong = hits(BATCH, WRONG, random);
      int wrongly = hits(BATCH - wrong, more, random);
      int others = 19 * BATCH;
      requests += BATCH;
      refused += wrong + wrongly;
      answered += others + wrong + wrongly;
      refusedByStable += hits(others, WRONG, random) + wrong;
      Sides sides =
          Sides.of(
              refused(answered, refusedByStable),
              refused(requests, refused),
              Histogram.empty(Traffic.BOUNDS));
      judgement = Analysis.of(sides.candidate(), sides.stable(), limits);
    } while (requests < 2 * MOST && judgement.outcome() != Outcome.BAD);
    return new End(judgement.outcome(), requests);
  }

  private static int hits(int of, double share, Random random) {
    return (int) IntStream.range(0, of).filter(i -> random.nextDouble() < share).count();
  }

  private static Counts refused(long requests, long refused) {
    return new Counts(requests, Map.of(Sides.REFUSED, refused), Histogram.empty(Traffic.BOUNDS));
  }

  private static List<End> rollouts(int count, Traffic candidate, boolean endsWhenGood) {
    var ends = new ArrayList<End>();
    for (int seed = 0; seed < count; seed++) {
      ends.add(Rollouts.of(STABLE, candidate, LIMITS, endsWhenGood, new Random(seed)));
    }
    return ends;
  }
}
