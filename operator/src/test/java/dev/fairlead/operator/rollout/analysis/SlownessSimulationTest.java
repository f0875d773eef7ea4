package dev.fairlead.operator.rollout.analysis;

import static dev.fairlead.operator.rollout.analysis.Rollouts.count;
import static dev.fairlead.operator.rollout.analysis.Rollouts.mean;
import static dev.fairlead.operator.rollout.analysis.Rollouts.report;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.operator.rollout.analysis.Judgement.Outcome;
import dev.fairlead.operator.rollout.analysis.Rollouts.End;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A candidate may be a fifth slower: how soon one that is slower by more is stopped, and that no
 * other is. Wherever times lie between the bounds of buckets, and however far they are spread.
 */
class SlownessSimulationTest {
  private static final double FACTOR = 1.2;
  private static final Limits LIMITS =
      new Limits(200, 0.005, new Limits.LatencyIncrease(0.95, FACTOR), null, null);

  /** Of a model whose requests are all alike. */
  private static final double NARROW = 0.05;

  /** Median of the fastest stable version in seconds; that of the slowest is ten times as long. */
  private static final double SHORTEST = 0.01;

  @ParameterizedTest
  @CsvSource({"0.05, 15", "0.1, 30", "0.2, 80", "0.5, 700"})
  void oneThatTakesHalfAsLongAgainIsStopped(double spread, int mean) {
    List<End> ends = rollouts(300, spread, stable -> stable.slower(1.5));
    report("1.5 times as slow, spread " + spread, ends, Outcome.BAD);
    assertThat(count(ends, Outcome.BAD)).isGreaterThanOrEqualTo(297);
    assertThat(mean(ends)).isLessThan(mean);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.05, 0.2, 0.5})
  void oneThatIsEqualIsNot(double spread) {
    List<End> ends = rollouts(1_000, spread, stable -> stable);
    report("as fast, spread " + spread, ends, Outcome.BAD);
    assertThat(count(ends, Outcome.BAD)).isLessThanOrEqualTo(10);
    assertThat(count(ends, Outcome.GOOD)).isGreaterThan(900);
  }

  @ParameterizedTest
  @CsvSource({"0.05, 1.1", "0.2, 1.1", "0.5, 1.1", "0.05, 1.2", "0.2, 1.2", "0.5, 1.2"})
  void norOneThatIsSlowerByNoMoreThanAllowed(double spread, double factor) {
    List<End> ends = rollouts(300, spread, stable -> stable.slower(factor));
    report("%s times as slow, spread %s".formatted(factor, spread), ends, Outcome.BAD);
    assertThat(count(ends, Outcome.BAD)).isLessThanOrEqualTo(3);
  }

  /** So in the middle of an update of the runtime's image, in either direction. */
  @Test
  void besideAServerOfWideBucketsOneThatIsFourTimesAsSlowIsStopped() {
    for (List<End> ends :
        List.of(
            rollouts(100, NARROW, Traffic.WIDE, stable -> stable.slower(4).in(Traffic.BOUNDS)),
            rollouts(100, NARROW, Traffic.BOUNDS, stable -> stable.slower(4).in(Traffic.WIDE)))) {
      report("4 times as slow, beside wide buckets", ends, Outcome.BAD);
      assertThat(ends).allMatch(end -> end.outcome() == Outcome.BAD);
    }
  }

  @Test
  void andNoneThatIsEqual() {
    for (List<End> ends :
        List.of(
            rollouts(500, NARROW, Traffic.WIDE, stable -> stable.in(Traffic.BOUNDS)),
            rollouts(500, NARROW, Traffic.BOUNDS, stable -> stable.in(Traffic.WIDE)))) {
      assertThat(count(ends, Outcome.BAD)).isLessThanOrEqualTo(5);
    }
  }

  /** The first answers of its only pod count as answers, and not as times. */
  @Test
  void withItsColdAnswersItHasSomeMore() {
    List<End> ends =
        IntStream.range(0, 300).mapToObj(seed -> fromItsStart(new Random(seed))).toList();
    report("1.5 times as slow, from its start", ends, Outcome.BAD);
    assertThat(ends).allMatch(end -> end.outcome() == Outcome.BAD);
    assertThat(mean(ends)).isLessThan(PodSeries.COLD_ANSWERS + 20.0);
  }

  /** Both have half of ten requests a second, and are looked at about once a second. */
  private static End fromItsStart(Random random) {
    Traffic stable = stable(NARROW, Traffic.BOUNDS, random);
    Traffic slow = stable.slower(1.5);
    Counts ofStable = stable.of(1_000, random);
    Counts ofCandidate = slow.of(0, random);
    Tally tally = look(Tally.NOTHING, ofStable, ofCandidate);
    Judgement judgement;
    do {
      int requests = 1 + random.nextInt(9);
      ofStable = ofStable.plus(stable.of(requests, random));
      ofCandidate = ofCandidate.plus(slow.of(requests, random));
      tally = look(tally, ofStable, ofCandidate);
      Sides sides = tally.sidesApart().orElseThrow();
      judgement = Analysis.of(sides.candidate(), sides.stable(), LIMITS);
    } while (ofCandidate.requests() < Rollouts.MOST && judgement.outcome() == Outcome.OPEN);
    return new End(judgement.outcome(), ofCandidate.requests());
  }

  private static Tally look(Tally before, Counts stable, Counts candidate) {
    return before.with(
        Map.of("stable", new PodSample(stable, 0)),
        Map.of(),
        Map.of("candidate", new PodSample(candidate, 0)));
  }

  private static List<End> rollouts(int count, double spread, UnaryOperator<Traffic> candidate) {
    return rollouts(count, spread, Traffic.BOUNDS, candidate);
  }

  private static List<End> rollouts(
      int count, double spread, List<Double> bounds, UnaryOperator<Traffic> candidate) {
    return IntStream.range(0, count)
        .mapToObj(seed -> rollout(spread, bounds, candidate, new Random(seed)))
        .toList();
  }

  private static End rollout(
      double spread, List<Double> bounds, UnaryOperator<Traffic> candidate, Random random) {
    Traffic stable = stable(spread, bounds, random);
    return Rollouts.of(stable, candidate.apply(stable), LIMITS, true, random);
  }

  /** Each at another place between bounds. */
  private static Traffic stable(double spread, List<Double> bounds, Random random) {
    return new Traffic(0, SHORTEST * Math.pow(10, random.nextDouble()), spread, bounds);
  }
}
