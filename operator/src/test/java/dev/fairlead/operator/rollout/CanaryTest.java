package dev.fairlead.operator.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.fairlead.operator.rollout.CanaryDecision.Phase;
import dev.fairlead.operator.rollout.analysis.Judgement.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A candidate b beside the stable a of four pods. */
class CanaryTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Size SIZE = new Size(4, 1, 0);
  private static final List<CanaryStep> STEPS =
      List.of(
          new CanaryStep(5, Duration.ofMinutes(2), false), new CanaryStep(50, Duration.ZERO, true));

  @Test
  void itGetsNothingBeforeItsFirstPodIsReady() {
    CanaryDecision decision = decide(null, Outcome.GOOD, false, 0);
    assertThat(decision.phase()).isEqualTo(Phase.PODS);
    assertThat(decision.weight()).isZero();
    assertThat(decision.rollout().replicas()).containsEntry("a", 4).containsEntry("b", 1);
    assertThat(decision.rollout().selection()).isEqualTo(new Selection.One("a"));
  }

  @Test
  void theTimeOfAStepBeginsWithItsPods() {
    CanaryDecision decision = decide(null, Outcome.GOOD, false, 1);
    assertThat(decision.progress()).isEqualTo(new CanaryProgress("b", 0, NOW));
    assertThat(decision.weight()).isEqualTo(5);
    assertThat(decision.rollout().lookAgain()).isEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void aStepEndsWithItsTimeAndEnoughEvidence() {
    var young = new CanaryProgress("b", 0, NOW.minusSeconds(119));
    assertThat(decide(young, Outcome.GOOD, false, 1).phase()).isEqualTo(Phase.TIME);
    var old = new CanaryProgress("b", 0, NOW.minusSeconds(120));
    assertThat(decide(old, Outcome.OPEN, false, 1).phase()).isEqualTo(Phase.EVIDENCE);

    CanaryDecision next = decide(old, Outcome.GOOD, false, 1);
    assertThat(next.progress()).isEqualTo(new CanaryProgress("b", 1, null));
    assertThat(next.weight()).as("not more than its one pod is for").isEqualTo(5);
    assertThat(next.rollout().replicas()).containsEntry("a", 4).containsEntry("b", 2);
  }

  @Test
  void aPersonIsAskedWhereTheStepSaysSo() {
    var progress = new CanaryProgress("b", 1, NOW);
    CanaryDecision waiting = decide(progress, Outcome.GOOD, false, 2);
    assertThat(waiting.phase()).isEqualTo(Phase.APPROVAL);
    assertThat(waiting.weight()).isEqualTo(50);
    assertThat(decide(progress, Outcome.GOOD, true, 2).progress().step()).isEqualTo(2);
  }

  @Test
  void afterTheLastStepItGrowsAndTakesOver() {
    var done = new CanaryProgress("b", 2, null);
    CanaryDecision growing = decide(done, Outcome.GOOD, false, 2);
    assertThat(growing.phase()).isEqualTo(Phase.PROMOTED);
    assertThat(growing.rollout().replicas()).containsEntry("a", 4).containsEntry("b", 4);
    assertThat(growing.rollout().selection()).isEqualTo(new Selection.One("a"));
    assertThat(decide(done, Outcome.GOOD, false, 4).rollout().selection())
        .isEqualTo(new Selection.All());
  }

  @Test
  void aBadOneGetsNothingAnyMoreAndStableHasAllItsPods() {
    var progress = new CanaryProgress("b", 1, NOW.minusSeconds(600));
    CanaryDecision failed = decide(progress, Outcome.BAD, true, 2);
    assertThat(failed.phase()).isEqualTo(Phase.FAILED);
    assertThat(failed.weight()).isZero();
    assertThat(failed.rollout().replicas()).containsEntry("a", 4);
  }

  @Test
  void whatIsKeptOfAnotherCandidateDoesNotCount() {
    var other = new CanaryProgress("c", 1, NOW.minusSeconds(600));
    assertThat(decide(other, Outcome.GOOD, true, 1).progress())
        .isEqualTo(new CanaryProgress("b", 0, NOW));
  }

  @Test
  void withoutAStepThereIsNoCanary() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Canary(List.of(), null, Outcome.GOOD, true));
  }

  private static CanaryDecision decide(
      CanaryProgress before, Outcome outcome, boolean isApproved, int ready) {
    var input =
        new RolloutInput(
            "b",
            SIZE,
            false,
            List.of(
                new RevisionPods("a", 1, 4, 4, 4, 4, 0),
                new RevisionPods("b", 2, ready, ready, ready, 0, 0)),
            new Selection.One("a"),
            true,
            NOW.minusSeconds(60),
            NOW);
    return new Canary(STEPS, before, outcome, isApproved).decide(input);
  }
}
