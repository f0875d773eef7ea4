package dev.fairlead.operator.rollout.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fairlead.operator.rollout.analysis.Judgement.Outcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnalysisTest {
  private static final List<Double> BOUNDS = List.of(0.1, 0.2, 0.4);
  private static final Limits FAILURES = new Limits(200, 0.005, null, null, null);

  @ParameterizedTest
  @CsvSource({
    "1, 0",
    "2, 0",
    "0.5, 0.5723649429247001",
    "10, 12.801827480081469",
    "171.5, 709.1431630309282"
  })
  void theLogarithmOfGamma(double x, double expected) {
    assertThat(LogGamma.of(x)).isCloseTo(expected, within(1e-9));
  }

  @Test
  void sharesThatKeepToTheClaimAreNoEvidenceAgainstIt() {
    var some = new Trials(1_000, 10);
    assertThat(Evidence.worse(some, some, 0)).isNegative();
    assertThat(Evidence.worse(new Trials(1_000, 14), some, 0.005)).isNegative();
    assertThat(Evidence.notWorse(new Trials(1_000, 40), some, 0.02)).isNegative();
    assertThat(Evidence.worse(new Trials(0, 0), new Trials(0, 0), 0)).isZero();
  }

  @Test
  void evidenceGrowsWithTheDifference() {
    var stable = new Trials(10_000, 10);
    double few = Evidence.worse(new Trials(100, 3), stable, 0.005);
    double more = Evidence.worse(new Trials(100, 6), stable, 0.005);
    assertThat(more).isGreaterThan(few).isGreaterThan(Math.log(100));
  }

  @Test
  void withTooFewRequestsNothingIsKnownAndItSaysHowManyMoreItTakes() {
    Judgement judgement = Analysis.of(counts(150, 0), counts(1_000, 1), FAILURES);
    assertThat(judgement.outcome()).isEqualTo(Outcome.OPEN);
    assertThat(judgement.missing()).isGreaterThanOrEqualTo(50);
    assertThat(judgement.text()).startsWith("after 150 requests: error rate 0.00% is ");
    assertThat(judgement.text()).contains("are needed to know");
  }

  @Test
  void withoutAnyRequestItWaits() {
    Judgement judgement = Analysis.of(counts(0, 0), counts(0, 0), FAILURES);
    assertThat(judgement.outcome()).isEqualTo(Outcome.OPEN);
    assertThat(judgement.missing()).isGreaterThanOrEqualTo(200);
  }

  @Test
  void failuresOfBothAreNotTheCandidates() {
    Judgement judgement = Analysis.of(counts(1_000, 500), counts(1_000, 500), FAILURES);
    assertThat(judgement.outcome()).isNotEqualTo(Outcome.BAD);
    assertThat(judgement.kinds()).isEmpty();
  }

  @Test
  void aBadOneIsFoundWithItsKindsOfFailures() {
    Judgement judgement = Analysis.of(counts(100, 20), counts(1_000, 1), FAILURES);
    assertThat(judgement.outcome()).isEqualTo(Outcome.BAD);
    assertThat(judgement.missing()).isZero();
    assertThat(judgement.text())
        .isEqualTo(
            "after 100 requests: error rate 20.00% is above the limit of 0.60%;"
                + " 500: 20 (stable: 1)");
  }

  @Test
  void limitsHoldWhateverTheStableOneDoes() {
    var limits = new Limits(10, 1, null, 0.01, new Limits.Latency(0.95, 0.2));
    Counts slow = new Counts(100, Map.of(), new Histogram(BOUNDS, List.of(0L, 50L, 50L, 0L)));
    Judgement judgement = Analysis.of(slow, slow, limits);
    assertThat(judgement.outcome()).isEqualTo(Outcome.BAD);
    assertThat(judgement.text()).contains("share slower than 0.200 s 50.00% is above the limit");

    Counts failing = counts(100, 30);
    assertThat(Analysis.of(failing, failing, limits).outcome()).isEqualTo(Outcome.BAD);
  }

  /** 1.25 times 4 ms is computed as a little more than 5 ms. */
  @Test
  void aBoundIsMetInSpiteOfRounding() {
    var times = new Histogram(List.of(0.004, 0.005, 0.0055), List.of(100L, 0L, 0L, 0L));
    assertThat(times.atLeast(1.25 * 0.004)).isEqualTo(1);
    assertThat(times.atLeast(1.1 * 0.005)).isEqualTo(2);
    assertThat(times.atLeast(0.0056)).isEqualTo(3);
  }

  @Test
  void aBoundIsToldByItsDigits() {
    var slow = new Histogram(List.of(0.00105, 0.00115), List.of(0L, 0L, 100L));
    var limits = new Limits(10, 1, null, null, new Limits.Latency(0.95, 0.0011));
    assertThat(Analysis.of(new Counts(100, Map.of(), slow), counts(0, 0), limits).text())
        .contains("share slower than 0.00115 s 100.00% is above the limit of 5.00%");
  }

  @Test
  void whatAPodDidIsWhatItsCountersGrewBy() {
    Counts counts = PodSeries.first(sample(100, 1, 3)).with(sample(150, 2, 4)).counts();
    assertThat(counts.failed()).isEqualTo(new Trials(50, 1));
  }

  @Test
  void aServerThatStartedAnewLostWhatItHad() {
    Counts counts = PodSeries.first(sample(100, 0, 7)).with(sample(10, 1, 0)).counts();
    assertThat(counts.failed()).isEqualTo(new Trials(17, 8));
    assertThat(counts.failures()).containsEntry(PodSample.LOST, 7L);
  }

  /** Both refuse one in ten; beside an absolute limit nobody can tell whose fault it is. */
  @Test
  void whatClientsDoWrongBreaksNoAbsoluteLimit() {
    var refused =
        new Counts(
            20_000,
            Map.of(Sides.REFUSED, 2_000L),
            new Histogram(BOUNDS, List.of(20_000L, 0L, 0L, 0L)));
    var limits = new Limits(100, 0.005, null, 0.01, null);
    assertThat(Analysis.of(refused, refused, limits).outcome()).isEqualTo(Outcome.GOOD);
  }

  private static PodSample sample(long requests, long failed, long inFlight) {
    return new PodSample(counts(requests, failed), inFlight);
  }

  private static Counts counts(long requests, long failed) {
    return new Counts(
        requests, Map.of("500", failed), new Histogram(BOUNDS, List.of(requests, 0L, 0L, 0L)));
  }
}
