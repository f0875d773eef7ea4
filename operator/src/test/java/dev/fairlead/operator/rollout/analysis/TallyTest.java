package dev.fairlead.operator.rollout.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.operator.rollout.analysis.Judgement.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What several looks at the pods of a canary come to. */
class TallyTest {
  private static final List<Double> BOUNDS = List.of(1.0);
  private static final long COLD = PodSeries.COLD_ANSWERS;

  @Test
  void itCountsFromTheFirstLookOn() {
    Tally tally = look(look(Tally.NOTHING, 100, 0, 140, 3, 140), 300, 0, 190, 5, 188);

    Sides sides = tally.sides().orElseThrow();
    assertThat(sides.stable().requests()).isEqualTo(200);
    assertThat(sides.candidate().requests()).isEqualTo(50);
    assertThat(sides.candidate().failures()).containsEntry("failed", 2L);
    assertThat(sides.candidate().latency().total()).isEqualTo(48);
  }

  @Test
  void beforeAllHaveAnsweredNothingIsKnown() {
    assertThat(Tally.NOTHING.sides()).isEmpty();
    assertThat(
            Tally.NOTHING
                .with(Map.of("a", sample(1, 0, 0)), Map.of("a", sample(0, 0, 0)), Map.of())
                .sides())
        .isEmpty();
  }

  @Test
  void manyLooksComeToTheSameAsTheFirstAndTheLastUnlessAServerStartedAnew() {
    Tally tally = Tally.NOTHING;
    for (int i = 0; i < 50; i++) {
      tally = look(tally, i, 0, i, 0, i);
    }
    assertThat(tally.sides().orElseThrow().stable().requests()).isEqualTo(49);

    tally = look(look(tally, 4, 0, 4, 0, 4), 6, 0, 6, 0, 6);
    assertThat(tally.sides().orElseThrow().stable().requests()).isEqualTo(55);
  }

  @Test
  void timesOfAColdServerDoNotCountAndItsFailuresDo() {
    Tally tally = look(Tally.NOTHING, 1_000, 0, 0, 0, 0);
    tally = look(tally, 1_100, 0, 30, 2, 30);
    tally = look(tally, 1_200, 0, 60, 4, COLD + 10);

    Sides cold = tally.sides().orElseThrow();
    assertThat(cold.candidate().failed()).isEqualTo(new Trials(60, 4));
    assertThat(cold.candidate().latency().total()).isZero();
    assertThat(cold.stable().latency().total()).isEqualTo(200);

    Sides warm = look(tally, 1_300, 0, 90, 4, COLD + 40).sides().orElseThrow();
    assertThat(warm.candidate().latency().total()).isEqualTo(30);
  }

  /** What it had answered before does not make it warm. */
  @Test
  void aServerThatStartedAnewIsColdOnEitherSide() {
    Tally tally = look(look(Tally.NOTHING, 1_000, 0, 0, 0, 500), 1_100, 0, 0, 0, 540);
    tally = look(tally, 40, 3, 0, 0, 20);
    tally = look(tally, COLD + 10, 3, 0, 0, COLD);

    Sides sides = tally.sides().orElseThrow();
    assertThat(sides.stable().requests()).isEqualTo(100 + COLD + 10);
    assertThat(sides.stable().failures()).containsEntry("failed", 3L);
    assertThat(sides.stable().latency().total()).isEqualTo(100);
    assertThat(sides.candidate().latency().total()).isEqualTo(40);

    Sides warm = look(tally, COLD + 15, 3, 0, 0, COLD + 7).sides().orElseThrow();
    assertThat(warm.stable().latency().total()).isEqualTo(105);
    assertThat(warm.candidate().latency().total()).isEqualTo(47);
  }

  @Test
  void whatWasInFlightInAPodThatDiedHasFailedOnce() {
    Tally tally = inFlight(3, 5).died(Set.of("candidate", "whoever")).died(Set.of("candidate"));

    Sides sides = tally.sidesApart().orElseThrow();
    assertThat(sides.candidate().failed()).isEqualTo(new Trials(15, 5));
    assertThat(sides.candidate().failures()).containsEntry(PodSample.LOST, 5L);
    assertThat(sides.stable().failed()).isEqualTo(new Trials(10, 0));

    Tally again = tally.with(Map.of(), Map.of(), Map.of("candidate", busy(2, 0)));
    assertThat(again.sidesApart().orElseThrow().candidate().failed())
        .as("started anew")
        .isEqualTo(new Trials(17, 5));
  }

  @Test
  void aStablePodThatDiesIsMeasuredTheSame() {
    Sides sides = inFlight(3, 5).died(Set.of("stable")).sidesApart().orElseThrow();
    assertThat(sides.stable().failed()).isEqualTo(new Trials(13, 3));
    assertThat(sides.candidate().failed()).isEqualTo(new Trials(10, 0));
  }

  @Test
  void whoLeavesInGoodOrderLosesNothing() {
    Tally tally = inFlight(3, 5).leave(Set.of("stable", "candidate"));

    Sides sides = tally.died(Set.of("stable", "candidate")).sidesApart().orElseThrow();

    assertThat(sides.candidate().failed()).isEqualTo(new Trials(10, 0));
    assertThat(sides.stable().failed()).isEqualTo(new Trials(10, 0));
  }

  /** Both have answered ten since counting began, and have that many more. */
  private static Tally inFlight(long ofStable, long ofCandidate) {
    return Tally.NOTHING
        .with(Map.of("stable", busy(90, 0)), Map.of(), Map.of("candidate", busy(90, 0)))
        .with(
            Map.of("stable", busy(100, ofStable)),
            Map.of(),
            Map.of("candidate", busy(100, ofCandidate)));
  }

  private static PodSample busy(long requests, long inFlight) {
    return new PodSample(sample(requests, 0, requests).totals(), inFlight);
  }

  /** One that soon has more requests than before is still known by what it has fewer of. */
  @Test
  void aServerThatStartedAnewIsKnownByAnyCounter() {
    Tally tally = look(look(Tally.NOTHING, 5, 3, 5, 0, 5), 8, 0, 8, 0, 2);

    Sides sides = tally.sides().orElseThrow();
    assertThat(sides.stable().requests()).isEqualTo(8);
    assertThat(sides.stable().failures()).containsEntry("failed", 0L);
    assertThat(tally.ofCandidate().get("candidate").counts().requests()).isEqualTo(2);
  }

  /** It failed more requests than it was asked since: all its counters grew all the same. */
  @Test
  void aServerThatStartedAnewIsKnownByWhatItAnsweredToo() {
    Tally tally = look(look(Tally.NOTHING, 5, 0, 5, 0, 5), 5, 0, 8, 6, 5);

    Counts candidate = tally.sides().orElseThrow().candidate();
    assertThat(candidate.requests()).isEqualTo(8);
    assertThat(candidate.failed()).isEqualTo(new Trials(8, 6));
  }

  @Test
  void whatCannotBeIsNoReasonToGiveUp() {
    assertThat(counts(3, "failed", 6).failed()).isEqualTo(new Trials(3, 3));
  }

  @Test
  void whatClientsDoWrongIsNotTheCandidatesFault() {
    // one in ten is wrong: 100 of the 1,000 that were its turn, which the stable pod refused too
    Sides sides = sides(9_100, 1_000, 1_000, 100);
    assertThat(sides.candidate().failed()).isEqualTo(new Trials(1_000, 100));
    assertThat(sides.stable().failed()).isEqualTo(new Trials(9_000, 900));
  }

  @Test
  void whatTheCandidateAloneRefusesIs() {
    Sides sides = sides(10_000, 0, 1_000, 1_000);
    assertThat(sides.candidate().failures()).containsEntry(Sides.REFUSED, 1_000L);
  }

  /** Nobody asks the stable pod what the candidate refused: all that it refused is its own. */
  @Test
  void behindAGatewayEachSideAnswersItsOwn() {
    Tally tally = behindAGateway(1_000, 100, 200, 40);

    Sides sides = tally.sidesApart().orElseThrow();

    assertThat(sides.stable().failed()).isEqualTo(new Trials(1_000, 100));
    assertThat(sides.candidate().failed()).isEqualTo(new Trials(200, 40));
    assertThat(tally.sides()).as("nobody forwards").isEmpty();
  }

  @Test
  void behindAGatewayOnlyWhatTheCandidateRefusesMoreIsItsFault() {
    var limits = new Limits(100, 0.005, null, null, null);

    Sides alike = behindAGateway(40_000, 4_000, 10_000, 1_000).sidesApart().orElseThrow();
    assertThat(Analysis.of(alike.candidate(), alike.stable(), limits).outcome())
        .isEqualTo(Outcome.GOOD);

    Sides more = behindAGateway(40_000, 4_000, 10_000, 2_000).sidesApart().orElseThrow();
    assertThat(Analysis.of(more.candidate(), more.stable(), limits).outcome())
        .isEqualTo(Outcome.BAD);
  }

  /** After what both had done before. */
  private static Tally behindAGateway(
      long answered, long refused, long ofCandidate, long refusedThere) {
    return Tally.NOTHING
        .with(Map.of("stable", refusing(100, 10)), Map.of(), Map.of("candidate", refusing(50, 30)))
        .with(
            Map.of("stable", refusing(100 + answered, 10 + refused)),
            Map.of(),
            Map.of("candidate", refusing(50 + ofCandidate, 30 + refusedThere)));
  }

  private static PodSample refusing(long requests, long refused) {
    return new PodSample(counts(requests, Sides.REFUSED, refused), 0);
  }

  /** In the middle of an update of the runtime's image. */
  @Test
  void podsOfOtherBucketsAddUpByTheBoundsThatAllHave() {
    var narrow = new Histogram(List.of(1.0, 1.2, 2.0, 2.4), List.of(1L, 2L, 4L, 8L, 16L));
    var wide = new Histogram(List.of(0.5, 1.0, 2.0), List.of(32L, 64L, 128L, 256L));
    var none = Histogram.empty(List.of(1.0, 2.0));

    assertThat(narrow.common(wide).plus(wide.common(narrow)))
        .isEqualTo(new Histogram(List.of(1.0, 2.0), List.of(97L, 134L, 280L)));
    assertThat(narrow.common(none).plus(none.common(narrow))).isEqualTo(narrow.common(wide));

    Sides sides =
        Tally.NOTHING
            .with(warm(narrow, wide), Map.of(), warm(wide, wide))
            .with(warm(narrow.plus(narrow), wide.plus(wide)), Map.of(), warm(wide, wide))
            .sidesApart()
            .orElseThrow();
    assertThat(sides.stable().latency().bounds()).containsExactly(1.0, 2.0);
    assertThat(sides.stable().requests()).isEqualTo(narrow.total() + wide.total());
    assertThat(sides.candidate().latency().bounds()).isEqualTo(wide.bounds());
  }

  private static Map<String, PodSample> warm(Histogram one, Histogram other) {
    return Map.of(
        "one", new PodSample(new Counts(one.total(), Map.of(), one), 0),
        "other", new PodSample(new Counts(other.total(), Map.of(), other), 0));
  }

  private static Sides sides(long answered, long refused, long forwarded, long refusedThere) {
    return Sides.of(
        counts(answered, Sides.REFUSED, refused),
        counts(forwarded, Sides.REFUSED, refusedThere),
        Histogram.empty(BOUNDS));
  }

  private static Tally look(
      Tally before, long answered, long failed, long sent, long failedThere, long took) {
    return before.with(
        Map.of("stable", sample(answered, failed, answered)),
        Map.of("stable", sample(sent, failedThere, 0)),
        Map.of("candidate", sample(took, 0, took)));
  }

  private static PodSample sample(long requests, long failed, long timed) {
    return new PodSample(
        new Counts(requests, Map.of("failed", failed), new Histogram(BOUNDS, List.of(timed, 0L))),
        0);
  }

  private static Counts counts(long requests, String kind, long failures) {
    return new Counts(requests, Map.of(kind, failures), Histogram.empty(BOUNDS));
  }
}
