package dev.fairlead.operator.rollout;

import static dev.fairlead.operator.rollout.CanaryTest.NOW;
import static dev.fairlead.operator.rollout.CanaryTest.STEPS;
import static dev.fairlead.operator.rollout.CanaryTest.at;
import static dev.fairlead.operator.rollout.CanaryTest.decide;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.operator.rollout.CanaryDecision.Phase;
import dev.fairlead.operator.rollout.analysis.Judgement.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A candidate whose steps are edited, or whose server ends, while it is at one of them. */
class CanaryEditTest {
  /** Only the one that a person has to agree with is left. */
  @Test
  void aStepThatIsTakenAwayDoesNotPromote() {
    var waiting = at("b", 1, NOW.minusSeconds(600));
    List<CanaryStep> edited = List.of(STEPS.getLast());
    CanaryDecision decision = edited(edited, waiting, Outcome.GOOD, false, 50);
    assertThat(decision.phase()).isEqualTo(Phase.PODS);
    assertThat(decision.progress().step()).isZero();
    assertThat(decision.progress().since()).as("begins anew").isEqualTo(NOW);
    assertThat(decision.rollout().selection()).isEqualTo(new Selection.One("a"));

    CanaryProgress begun = decision.progress();
    assertThat(edited(edited, begun, Outcome.GOOD, false, 50).phase()).isEqualTo(Phase.APPROVAL);
    CanaryDecision approved = edited(edited, begun, Outcome.GOOD, true, 50);
    assertThat(approved.phase()).isEqualTo(Phase.NEXT);
    assertThat(edited(edited, approved.progress(), Outcome.GOOD, true, 50).phase())
        .isEqualTo(Phase.PROMOTED);
  }

  /** As where failures only pause: its pods are still there. */
  @Test
  void aBadOneIsNotPromotedByAnEdit() {
    var failed = at("b", 1, NOW.minusSeconds(600));
    for (List<CanaryStep> edited : List.of(STEPS.subList(0, 1), STEPS.subList(1, 2))) {
      CanaryDecision decision = edited(edited, failed, Outcome.BAD, true, 50);
      assertThat(decision.phase()).isEqualTo(Phase.FAILED);
      assertThat(decision.weight()).isZero();
      assertThat(decision.rollout().selection()).isEqualTo(new Selection.One("a"));
    }
    CanaryDecision done = edited(STEPS, at("b", 2, null), Outcome.BAD, true, 50);
    assertThat(done.phase()).isEqualTo(Phase.FAILED);
    assertThat(done.weight()).isZero();
    assertThat(done.rollout().selection()).isEqualTo(new Selection.One("a"));
  }

  /** The hold and the evidence of the smaller one say nothing of the larger one. */
  @Test
  void anEditedShareBeginsItsStepAnew() {
    var old = at("b", 0, NOW.minusSeconds(600));
    List<CanaryStep> edited = List.of(new CanaryStep(50, Duration.ZERO, false));
    CanaryDecision waiting = edited(edited, old, Outcome.GOOD, true, 5);
    assertThat(waiting.phase()).isEqualTo(Phase.PODS);
    assertThat(waiting.weight()).isEqualTo(50);
    assertThat(waiting.progress().since()).isNull();
    assertThat(waiting.progress().step()).isZero();
    assertThat(edited(edited, waiting.progress(), Outcome.GOOD, true, 50).progress().since())
        .isEqualTo(NOW);
  }

  @Test
  void anEditBehindItsGateDoesNotBringItBackThere() {
    var old = at("b", 0, NOW.minusSeconds(600));
    var edited = List.of(new CanaryStep(10, Duration.ZERO, false));
    CanaryDecision decision =
        decide(
            new Canary(edited, old, Outcome.GOOD, true, 5, false, Gate.MIRROR, null),
            2,
            new Selection.One("a"));
    assertThat(decision.weight()).isEqualTo(10);
    assertThat(decision.phase()).isEqualTo(Phase.PODS);
  }

  @Test
  void anEditOfLaterStepsOrOfTimesDisturbsNobody() {
    var young = at("b", 0, NOW.minusSeconds(60));
    var later =
        List.of(
            new CanaryStep(5, Duration.ofMinutes(5), true),
            new CanaryStep(20, Duration.ZERO, false),
            new CanaryStep(80, Duration.ZERO, false));
    assertThat(edited(later, young, Outcome.GOOD, false, 5).progress()).isEqualTo(young);
    assertThat(edited(STEPS.subList(0, 1), young, Outcome.GOOD, false, 5).progress())
        .isEqualTo(young);

    var waiting = at("b", 1, NOW.minusSeconds(60));
    var quicker = List.of(new CanaryStep(5, Duration.ZERO, false), STEPS.getLast());
    assertThat(edited(quicker, waiting, Outcome.GOOD, false, 50).progress()).isEqualTo(waiting);
  }

  @Test
  void afterAnEditOfStepsThatAreDoneItGoesOnWithNoLess() {
    var waiting = at("b", 1, NOW.minusSeconds(60));
    var finer =
        List.of(
            new CanaryStep(1, Duration.ZERO, false),
            new CanaryStep(10, Duration.ZERO, false),
            new CanaryStep(50, Duration.ZERO, false));
    CanaryDecision decision = edited(finer, waiting, Outcome.GOOD, false, 50);
    assertThat(decision.progress().step()).isEqualTo(1);
    assertThat(decision.progress().since()).isNull();
    assertThat(decision.weight()).isEqualTo(10);
    assertThat(edited(finer, decision.progress(), Outcome.GOOD, false, 10).progress().since())
        .as("it is by this list now")
        .isEqualTo(NOW);
  }

  /** The first of those that were done may have come in by an edit, and was never held. */
  @Test
  void whereNoneFollowsAnyMoreTheLastOneThatIsLeftIsHeldAgain() {
    List<CanaryStep> left = STEPS.subList(0, 1);
    CanaryDecision decision = edited(left, at("b", 1, NOW), Outcome.GOOD, true, 50);
    assertThat(decision.phase()).isEqualTo(Phase.PODS);
    assertThat(decision.progress().step()).isZero();
    assertThat(decision.weight()).isEqualTo(5);
  }

  @Test
  void aStepOrAnApprovalThatComesInLateIsWaitedForToo() {
    var done = at("b", 2, null);
    var longer =
        List.of(STEPS.getFirst(), STEPS.getLast(), new CanaryStep(80, Duration.ZERO, false));
    CanaryDecision decision = edited(longer, done, Outcome.GOOD, true, 50);
    assertThat(decision.phase()).isEqualTo(Phase.PODS);
    assertThat(decision.progress().step()).isEqualTo(2);
    assertThat(decision.rollout().selection()).isEqualTo(new Selection.One("a"));

    var unapproved = List.of(new CanaryStep(5, Duration.ZERO, false));
    CanaryProgress all = edited(unapproved, at("b", 0, NOW), Outcome.GOOD, false, 5).progress();
    assertThat(all.step()).isEqualTo(1);
    var approved = List.of(new CanaryStep(5, Duration.ZERO, true));
    CanaryDecision again = edited(approved, all, Outcome.GOOD, false, 5);
    assertThat(again.phase()).isEqualTo(Phase.PODS);
    assertThat(edited(approved, again.progress(), Outcome.GOOD, false, 5).phase())
        .isEqualTo(Phase.APPROVAL);
  }

  @Test
  void whoseStepsNobodyKnowsGoesOnWithItsShareAndIsNotPromoted() {
    CanaryDecision decision =
        edited(STEPS, CanaryProgress.unknown("b", 50), Outcome.GOOD, true, 50);
    assertThat(decision.phase()).isEqualTo(Phase.PODS);
    assertThat(decision.progress().step()).isEqualTo(1);
    assertThat(decision.progress().since()).isEqualTo(NOW);
  }

  @Test
  void aServerThatEndsBeginsItsStepAnew() {
    var old = at("b", 0, NOW.minusSeconds(600));
    assertThat(ended(old, NOW.minusSeconds(601), 1).phase()).as("before it").isEqualTo(Phase.NEXT);

    CanaryDecision again = ended(old, NOW.minusSeconds(30), 1);
    assertThat(again.phase()).isEqualTo(Phase.PODS);
    assertThat(again.progress().since()).isEqualTo(NOW);
    assertThat(again.progress().unsteadySince()).isEqualTo(NOW.minusSeconds(30));
    assertThat(again.weight()).as("it keeps its share").isEqualTo(5);
    assertThat(again.rollout().lookAgain()).isEqualTo(Duration.ofMinutes(2));

    CanaryDecision away = ended(old, NOW.minusSeconds(30), 0);
    assertThat(away.progress().since()).isNull();
    assertThat(ended(away.progress(), NOW.minusSeconds(10), 1).progress().unsteadySince())
        .as("the first time counts")
        .isEqualTo(NOW.minusSeconds(30));
  }

  private static CanaryDecision ended(CanaryProgress before, Instant at, int ready) {
    return decide(
        new Canary(STEPS, before, Outcome.GOOD, true, 5, false, Gate.OPEN, at),
        ready,
        new Selection.One("a"));
  }

  private static CanaryDecision edited(
      List<CanaryStep> steps,
      CanaryProgress before,
      Outcome outcome,
      boolean isApproved,
      int inForce) {
    return decide(
        new Canary(steps, before, outcome, isApproved, inForce, false, Gate.OPEN, null),
        2,
        new Selection.One("a"));
  }
}
