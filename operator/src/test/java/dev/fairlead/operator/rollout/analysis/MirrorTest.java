package dev.fairlead.operator.rollout.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.operator.rollout.analysis.Judgement.Outcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MirrorTest {
  private static final List<Double> BOUNDS = List.of(0.0, 0.01, 0.1);
  private static final MirrorLimits STRICT = new MirrorLimits(100, 0.01, null);
  private static final MirrorLimits BY_DECISION = new MirrorLimits(100, 0.01, 0.99);

  @Test
  void enoughThatAreTheSameAreGood() {
    assertThat(judge(99, 0, 0, 0, STRICT).outcome()).isEqualTo(Outcome.OPEN);
    assertThat(judge(99, 0, 0, 0, STRICT).missing()).isEqualTo(1);
    MirrorJudgement good = judge(100, 0, 0, 0, STRICT);
    assertThat(good.outcome()).isEqualTo(Outcome.GOOD);
    assertThat(good.text())
        .isEqualTo(
            "100 answers to mirrored requests compared: largest relative difference at most 0.01,"
                + " limit 0.01");
  }

  @Test
  void oneThatIsAnotherIsEnoughToKnow() {
    MirrorJudgement bad = judge(10, 1, 0, 0, STRICT);
    assertThat(bad.outcome()).isEqualTo(Outcome.BAD);
    assertThat(bad.text()).contains("at most 0.1", "1 differ by more than 0.01, or in a text");
    assertThat(judge(10, 0, 1, 0, STRICT).text()).contains("1 have other outputs or shapes");
  }

  @Test
  void aFewThatAreNotAnsweredAreNoReasonAndManyAre() {
    assertThat(judge(100, 0, 0, 5, STRICT).outcome()).isEqualTo(Outcome.GOOD);
    assertThat(judge(0, 0, 0, 99, STRICT).outcome()).isEqualTo(Outcome.OPEN);
    MirrorJudgement bad = judge(0, 0, 0, 100, STRICT);
    assertThat(bad.outcome()).isEqualTo(Outcome.BAD);
    assertThat(bad.text()).contains("100 of 100 requests were not answered, the limit is 5.00%");
  }

  @Test
  void whatWasDroppedIsToldAndWhereItIsMostOfThemTheCureToo() {
    MirrorJudgement few = MirrorJudgement.of(dropping(60, 60), STRICT);
    assertThat(few.text())
        .endsWith("; 60 dropped, since too many were under way; 40 more are needed");
    MirrorJudgement many = MirrorJudgement.of(dropping(60, 61), STRICT);
    assertThat(many.outcome()).isEqualTo(Outcome.OPEN);
    assertThat(many.text())
        .contains("; 61 dropped,", ": lower spec.rollout.mirror.percent, or give the new version")
        .endsWith("; 40 more are needed");
    assertThat(MirrorJudgement.of(dropping(100, 61), STRICT).outcome()).isEqualTo(Outcome.GOOD);
  }

  @Test
  void whatWasDroppedIsCountedFromTheFirstLookOnToo() {
    MirrorTally tally =
        MirrorTally.NOTHING
            .with(Map.of("a", dropping(1, 10)))
            .with(Map.of("a", dropping(1, 30)))
            .with(Map.of("a", dropping(1, 3)));
    assertThat(tally.sum().orElseThrow().dropped()).as("20 + 3").isEqualTo(23);
  }

  /** A label that is another one makes the whole answer different. */
  @Test
  void whereAPartMayDecideOtherwiseNumbersAndDecisionsAreHeldToTheirOwnLimits() {
    var few = new MirrorCounts(995, 5, 0, 0, 0, 1_000, 995, histogram(0, 1_000, 0));
    assertThat(MirrorJudgement.of(few, BY_DECISION).outcome()).isEqualTo(Outcome.GOOD);
    var many = new MirrorCounts(980, 20, 0, 0, 0, 1_000, 980, histogram(0, 1_000, 0));
    MirrorJudgement bad = MirrorJudgement.of(many, BY_DECISION);
    assertThat(bad.outcome()).isEqualTo(Outcome.BAD);
    assertThat(bad.text()).contains("top-1 agreement 98.00% is below the limit of 99.00%");
    var far = new MirrorCounts(999, 1, 0, 0, 0, 1_000, 1_000, histogram(0, 999, 1));
    assertThat(MirrorJudgement.of(far, BY_DECISION).text()).contains("1 differ by more than 0.01");
  }

  @Test
  void whereNothingIsDecidedNobodyCanAgree() {
    MirrorJudgement open = judge(1_000, 0, 0, 0, BY_DECISION);
    assertThat(open.outcome()).isEqualTo(Outcome.OPEN);
    assertThat(open.text()).endsWith("remove spec.rollout.mirror.minTop1Agreement");
  }

  @Test
  void countingBeginsWithTheFirstLookAndOutlivesARestart() {
    MirrorTally tally =
        MirrorTally.NOTHING
            .with(Map.of("a", same(10), "b", same(5)))
            .with(Map.of("a", same(30)))
            .with(Map.of("a", same(3), "b", same(6)));
    assertThat(tally.sum().orElseThrow().compared()).as("20 + 3, and 1").isEqualTo(24);
    assertThat(MirrorTally.NOTHING.sum()).isEmpty();
  }

  @Test
  void whatIsPassedOverNeverCounts() {
    MirrorTally tally =
        MirrorTally.NOTHING
            .with(Map.of("a", same(10)))
            .with(Map.of("a", same(30)))
            .passing(Map.of("a", same(70), "b", same(5)))
            .with(Map.of("a", same(71), "b", same(7)));
    assertThat(tally.sum().orElseThrow().compared()).as("20, 1 and 2").isEqualTo(23);
  }

  @Test
  void numbersAreShort() {
    assertThat(List.of(0.0, 1e-7, 0.01, 0.5, 1.0, 0.0025))
        .extracting(MirrorJudgement::number)
        .containsExactly("0", "1e-07", "0.01", "0.5", "1", "0.0025");
  }

  private static MirrorCounts same(long count) {
    return new MirrorCounts(count, 0, 0, 0, 0, 0, 0, histogram(0, count, 0));
  }

  private static MirrorJudgement judge(
      long same, long different, long incomparable, long failed, MirrorLimits limits) {
    var counts =
        new MirrorCounts(
            same, different, incomparable, failed, 0, 0, 0, histogram(0, same, different));
    return MirrorJudgement.of(counts, limits);
  }

  private static MirrorCounts dropping(long same, long dropped) {
    return new MirrorCounts(same, 0, 0, 0, dropped, 0, 0, histogram(0, same, 0));
  }

  private static Histogram histogram(long zero, long small, long large) {
    return new Histogram(BOUNDS, List.of(zero, small, large, 0L));
  }
}
