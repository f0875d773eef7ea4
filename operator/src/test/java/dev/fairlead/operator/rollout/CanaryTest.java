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
  static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Size SIZE = new Size(4, 1, 0);
  static final List<CanaryStep> STEPS =
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
    assertThat(decision.progress()).isEqualTo(at("b", 0, NOW));
    assertThat(decision.weight()).isEqualTo(5);
    assertThat(decision.rollout().lookAgain()).isEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void aStepEndsWithItsTimeAndEnoughEvidence() {
    var young = at("b", 0, NOW.minusSeconds(119));
    assertThat(decide(young, Outcome.GOOD, false, 1).phase()).isEqualTo(Phase.TIME);
    var old = at("b", 0, NOW.minusSeconds(120));
    assertThat(decide(old, Outcome.OPEN, false, 1).phase()).isEqualTo(Phase.EVIDENCE);

    CanaryDecision next = decide(old, Outcome.GOOD, false, 1);
    assertThat(next.progress()).isEqualTo(at("b", 1, null));
    assertThat(next.weight()).as("not more than its one pod is for").isEqualTo(5);
    assertThat(next.rollout().replicas()).containsEntry("a", 4).containsEntry("b", 2);
  }

  @Test
  void aPersonIsAskedWhereTheStepSaysSo() {
    var progress = at("b", 1, NOW);
    CanaryDecision waiting = decide(progress, Outcome.GOOD, false, 2);
    assertThat(waiting.phase()).isEqualTo(Phase.APPROVAL);
    assertThat(waiting.weight()).isEqualTo(50);
    assertThat(decide(progress, Outcome.GOOD, true, 2).progress().step()).isEqualTo(2);
  }

  @Test
  void afterTheLastStepItGrowsAndTakesOver() {
    var done = at("b", 2, null);
    CanaryDecision growing = decide(done, Outcome.GOOD, false, 2);
    assertThat(growing.phase()).isEqualTo(Phase.PROMOTED);
    assertThat(growing.rollout().replicas()).containsEntry("a", 4).containsEntry("b", 4);
    assertThat(growing.rollout().selection()).isEqualTo(new Selection.One("a"));
    assertThat(decide(done, Outcome.GOOD, false, 4).rollout().selection())
        .isEqualTo(new Selection.All());
  }

  @Test
  void aBadOneGetsNothingAnyMoreAndStableHasAllItsPods() {
    var progress = at("b", 1, NOW.minusSeconds(600));
    CanaryDecision failed = decide(progress, Outcome.BAD, true, 2);
    assertThat(failed.phase()).isEqualTo(Phase.FAILED);
    assertThat(failed.weight()).isZero();
    assertThat(failed.rollout().replicas()).containsEntry("a", 4);
  }

  @Test
  void whatIsKeptOfAnotherCandidateDoesNotCount() {
    var other = at("c", 1, NOW.minusSeconds(600));
    assertThat(decide(other, Outcome.GOOD, true, 1).progress()).isEqualTo(at("b", 0, NOW));
  }

  @Test
  void withoutAStepThereIsNoCanary() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new Canary(List.of(), null, Outcome.GOOD, true, 0, false, Gate.OPEN, null));
  }

  @Test
  void aStepBeginsOnlyOnceItsShareIsInForceEverywhere() {
    CanaryDecision waiting = decide(null, Outcome.GOOD, false, 1, -1);
    assertThat(waiting.phase()).isEqualTo(Phase.PODS);
    assertThat(waiting.weight()).as("it is asked for all the same").isEqualTo(5);
    assertThat(waiting.progress().since()).isNull();
    assertThat(waiting.rollout().step()).isEqualTo(RolloutDecision.Step.STARTING);
    assertThat(decide(null, Outcome.GOOD, false, 1, 0).progress().since()).isNull();
  }

  /** As where its gateway refuses the route in the middle of a step: time alone proves nothing. */
  @Test
  void aStepDoesNotEndWhileItsShareIsNotInForce() {
    var old = at("b", 0, NOW.minusSeconds(120));
    CanaryDecision waiting = decide(old, Outcome.GOOD, false, 1, -1);
    assertThat(waiting.phase()).isEqualTo(Phase.PODS);
    assertThat(waiting.weight()).isEqualTo(5);
    assertThat(waiting.progress()).isEqualTo(old);

    var last = at("b", 1, NOW.minusSeconds(120));
    assertThat(decide(last, Outcome.GOOD, true, 2, 5).progress()).isEqualTo(last);
  }

  @Test
  void whatItWaitsForIsItsStep() {
    var young = at("b", 0, NOW);
    assertThat(decide(young, Outcome.OPEN, false, 1).rollout().step())
        .isEqualTo(RolloutDecision.Step.ANALYZING);
    var last = at("b", 1, NOW);
    assertThat(decide(last, Outcome.GOOD, false, 2).rollout().step())
        .isEqualTo(RolloutDecision.Step.AWAITING_APPROVAL);
  }

  @Test
  void itsShareStaysUntilTheServiceLeadsToItAlone() {
    var done = at("b", 2, null);
    assertThat(decide(done, Outcome.GOOD, false, 4).weight()).isEqualTo(50);
    assertThat(decide(done, Outcome.GOOD, false, 4, 50, new Selection.All()).weight())
        .isEqualTo(50);
    assertThat(decide(done, Outcome.GOOD, false, 4, 50, new Selection.One("b")).weight()).isZero();
  }

  @Test
  void beforeItsGateIsOpenItHasItsPodsAndNoShare() {
    CanaryDecision verifying = behind(Gate.VERIFY, null, 1);
    assertThat(verifying.phase()).isEqualTo(Phase.VERIFICATION);
    assertThat(verifying.weight()).isZero();
    assertThat(verifying.progress().since()).isNull();
    assertThat(verifying.rollout().step()).isEqualTo(RolloutDecision.Step.VERIFYING);
    assertThat(verifying.rollout().replicas()).containsEntry("a", 4).containsEntry("b", 1);

    CanaryDecision mirroring = behind(Gate.MIRROR, null, 1);
    assertThat(mirroring.phase()).isEqualTo(Phase.MIRROR);
    assertThat(mirroring.weight()).isZero();
    assertThat(mirroring.rollout().step()).isEqualTo(RolloutDecision.Step.MIRRORING);
    assertThat(behind(Gate.OPEN, null, 1).weight()).isEqualTo(5);
  }

  @Test
  void withoutAReadyPodThereIsNobodyToAsk() {
    assertThat(behind(Gate.VERIFY, null, 0).phase()).isEqualTo(Phase.PODS);
    assertThat(behind(Gate.VERIFY, null, 0).rollout().step())
        .isEqualTo(RolloutDecision.Step.STARTING);
  }

  /** As after a restart of the operator, which does not know any more that it was verified. */
  @Test
  void whoseFirstStepHasBegunIsPastItsGate() {
    var begun = at("b", 0, NOW);
    assertThat(behind(Gate.VERIFY, begun, 1).weight()).isEqualTo(5);
    assertThat(behind(Gate.VERIFY, begun, 1).phase()).isEqualTo(Phase.TIME);
    assertThat(behind(Gate.MIRROR, at("b", 1, null), 2).weight()).isEqualTo(50);
  }

  /** Of the stable one no pod is ready, so that nobody hands on a share. */
  @Test
  void whereWhatServesIsBrokenItTakesOverOnceItIsPastItsGate() {
    assertThat(besideBroken(Outcome.OPEN, Gate.OPEN).rollout().selection())
        .isEqualTo(new Selection.All());
    assertThat(besideBroken(Outcome.OPEN, Gate.OPEN).rollout().replicas())
        .containsEntry("a", 4)
        .containsEntry("b", 4);
    assertThat(besideBroken(Outcome.OPEN, Gate.VERIFY).rollout().selection())
        .isEqualTo(new Selection.One("a"));
    assertThat(besideBroken(Outcome.BAD, Gate.OPEN).rollout().selection())
        .isEqualTo(new Selection.One("a"));
  }

  @Test
  void whereNobodyIsWantedItWaitsWhereItIs() {
    var input =
        new RolloutInput(
            "b",
            new Size(0, 1, 0),
            false,
            List.of(
                new RevisionPods("a", 1, 4, 4, 4, 4, 0), new RevisionPods("b", 2, 1, 1, 1, 0, 0)),
            new Selection.One("a"),
            true,
            NOW.minusSeconds(60),
            NOW);
    var progress = at("b", 0, NOW.minusSeconds(600));
    CanaryDecision none =
        new Canary(STEPS, progress, Outcome.GOOD, true, 5, false, Gate.OPEN, null).decide(input);
    assertThat(none.rollout().selection()).isEqualTo(new Selection.One("a"));
    assertThat(none.rollout().replicas()).containsEntry("a", 0).containsEntry("b", 0);
    assertThat(none.progress()).as("its step begins anew").isEqualTo(at("b", 0, null));
  }

  /** It came there step by step. */
  static CanaryProgress at(String revision, int step, Instant since) {
    Integer begun = since == null ? null : Integer.valueOf(0);
    return new CanaryProgress(
        revision,
        STEPS.subList(0, step),
        STEPS.size(),
        STEPS.get(Math.min(step, STEPS.size() - 1)).weight(),
        step == 0 ? begun : Integer.valueOf(STEPS.get(step - 1).weight()),
        since,
        null);
  }

  private static CanaryDecision besideBroken(Outcome outcome, Gate gate) {
    var input =
        new RolloutInput(
            "b",
            SIZE,
            false,
            List.of(
                new RevisionPods("a", 1, 4, 4, 0, 0, 0), new RevisionPods("b", 2, 1, 1, 1, 0, 0)),
            new Selection.One("a"),
            true,
            null,
            NOW);
    return new Canary(STEPS, null, outcome, false, -1, true, gate, null).decide(input);
  }

  /** Its first share is in force already, as it would be by mistake. */
  private static CanaryDecision behind(Gate gate, CanaryProgress before, int ready) {
    return decide(
        new Canary(STEPS, before, Outcome.GOOD, true, 5, false, gate, null),
        ready,
        new Selection.One("a"));
  }

  /** The share of its step is in force. */
  private static CanaryDecision decide(
      CanaryProgress before, Outcome outcome, boolean isApproved, int ready) {
    int step = before == null || !before.revision().equals("b") ? 0 : before.step();
    int inForce = step < STEPS.size() ? STEPS.get(step).weight() : 50;
    return decide(before, outcome, isApproved, ready, inForce);
  }

  private static CanaryDecision decide(
      CanaryProgress before, Outcome outcome, boolean isApproved, int ready, int inForce) {
    return decide(before, outcome, isApproved, ready, inForce, new Selection.One("a"));
  }

  private static CanaryDecision decide(
      CanaryProgress before,
      Outcome outcome,
      boolean isApproved,
      int ready,
      int inForce,
      Selection selection) {
    return decide(
        new Canary(STEPS, before, outcome, isApproved, inForce, false, Gate.OPEN, null),
        ready,
        selection);
  }

  static CanaryDecision decide(Canary canary, int ready, Selection selection) {
    var input =
        new RolloutInput(
            "b",
            SIZE,
            false,
            List.of(
                new RevisionPods("a", 1, 4, 4, 4, 4, 0),
                new RevisionPods("b", 2, ready, ready, ready, 0, 0)),
            selection,
            true,
            NOW.minusSeconds(60),
            NOW);
    return canary.decide(input);
  }
}
