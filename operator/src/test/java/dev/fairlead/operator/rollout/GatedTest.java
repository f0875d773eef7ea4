package dev.fairlead.operator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.operator.rollout.RolloutDecision.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A target b beside a, which serves with two pods; b could have all requests at once. */
class GatedTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Strategy AT_ONCE = new BlueGreen(true, null, Duration.ZERO);

  @Test
  void behindItsGateItHasItsPodsAndNoRequest() {
    RolloutDecision decision = decide(Gate.VERIFY, 2, new Selection.One("a"));
    assertThat(decision.selection()).isEqualTo(new Selection.One("a"));
    assertThat(decision.replicas()).containsEntry("a", 2).containsEntry("b", 2);
    assertThat(decision.step()).isEqualTo(Step.VERIFYING);
    assertThat(decide(Gate.MIRROR, 1, new Selection.One("a")).step()).isEqualTo(Step.MIRRORING);
    assertThat(decide(Gate.FAILED, 2, new Selection.One("a")).selection())
        .isEqualTo(new Selection.One("a"));
  }

  @Test
  void beforeItHasAPodItStarts() {
    assertThat(decide(Gate.VERIFY, 0, new Selection.One("a")).step()).isEqualTo(Step.STARTING);
  }

  @Test
  void onceItsGateIsOpenItTakesOver() {
    assertThat(decide(Gate.OPEN, 2, new Selection.One("a")).selection())
        .isEqualTo(new Selection.All());
  }

  /** As after a restart of the operator, which does not know any more that it was verified. */
  @Test
  void whoHasRequestsIsPastIt() {
    assertThat(decide(Gate.VERIFY, 2, new Selection.All()).selection())
        .isEqualTo(new Selection.One("b"));
    assertThat(decide(Gate.FAILED, 2, new Selection.One("b")).selection())
        .isEqualTo(new Selection.One("b"));
  }

  @Test
  void whereNobodyIsWantedItTakesNothingOver() {
    RolloutDecision none = decide(Gate.VERIFY, 0, 2, 0, new Selection.One("a"));
    assertThat(none.selection()).isEqualTo(new Selection.One("a"));
    assertThat(none.replicas()).containsEntry("a", 0).containsEntry("b", 0);
    assertThat(none.remove()).isEmpty();
    RolloutDecision again = decide(Gate.VERIFY, 2, 0, 0, new Selection.One("a"));
    assertThat(again.selection()).isEqualTo(new Selection.One("a"));
    assertThat(again.replicas()).containsEntry("a", 2).containsEntry("b", 2);
  }

  /** As in the middle of a rolling update: its first pod would have requests at once. */
  @Test
  void whileTheServiceLeadsToAllItGetsNoPod() {
    RolloutDecision decision = decide(Gate.VERIFY, 2, 2, 0, new Selection.All());
    assertThat(decision.replicas()).containsEntry("a", 2).containsEntry("b", 0);
    assertThat(decision.selection()).isEqualTo(new Selection.One("a"));
  }

  private static RolloutDecision decide(
      Gate gate, int wanted, int ofA, int ofB, Selection selection) {
    var input =
        new RolloutInput(
            "b",
            new Size(wanted, 1, 0),
            false,
            List.of(
                new RevisionPods("a", 1, ofA, ofA, ofA, ofA, 0),
                new RevisionPods("b", 2, ofB, ofB, ofB, 0, 0)),
            selection,
            true,
            NOW.minusSeconds(60),
            NOW);
    return new Gated(gate, AT_ONCE).decide(input);
  }

  @Test
  void theFirstVersionHasNone() {
    var alone =
        new RolloutInput(
            "b",
            new Size(2, 1, 0),
            false,
            List.of(new RevisionPods("b", 2, 2, 2, 2, 0, 0)),
            new Selection.None(),
            true,
            null,
            NOW);
    assertThat(new Gated(Gate.VERIFY, AT_ONCE).decide(alone).selection())
        .isEqualTo(new Selection.One("b"));
  }

  private static RolloutDecision decide(Gate gate, int ready, Selection selection) {
    int serving = selection.reaches("b") ? ready : 0;
    var input =
        new RolloutInput(
            "b",
            new Size(2, 1, 0),
            false,
            List.of(
                new RevisionPods("a", 1, 2, 2, 2, 2, 0),
                new RevisionPods("b", 2, 2, 2, ready, serving, 0)),
            selection,
            true,
            NOW.minusSeconds(60),
            NOW);
    return new Gated(gate, AT_ONCE).decide(input);
  }
}
