package dev.fairlead.operator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.operator.rollout.RolloutDecision.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The way back from b to a. */
class TakenBackTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Selection A = new Selection.One("a");

  static List<Strategy> strategies() {
    return List.of(Rolling::decide, new BlueGreen(true, null, Duration.ZERO));
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void itGetsNothingAlsoWhereNobodyElseAnswers(Strategy behind) {
    RolloutDecision decision = decide(behind, A, null, pods("a", 1, 2, 0), pods("b", 2, 2, 2));
    assertThat(decision.selection()).isEqualTo(A);
    assertThat(decision.replicas()).containsEntry("a", 2);
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void norByWayOfAThirdOne(Strategy behind) {
    RolloutDecision decision =
        decide(behind, A, null, pods("a", 1, 2, 0), pods("b", 3, 2, 2), pods("c", 2, 2, 2));
    assertThat(decision.selection().reaches("b")).isFalse();
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void itsPodsStayUntilNoNodeLeadsToThem(Strategy behind) {
    RolloutDecision soon =
        decide(behind, A, NOW.minusMillis(500), pods("a", 1, 2, 2), pods("b", 2, 1, 1));
    assertThat(soon.replicas()).containsEntry("b", 1);
    assertThat(soon.step()).isEqualTo(Step.SWITCHING);
    assertThat(soon.lookAgain()).isEqualTo(Duration.ofMillis(1_500));

    RolloutDecision then =
        decide(behind, A, NOW.minusSeconds(3), pods("a", 1, 2, 2), pods("b", 2, 1, 1));
    assertThat(then.remove()).containsExactly("b");
    assertThat(then.step()).isEqualTo(Step.DONE);
  }

  /** It may be what the target waits for, on a node without room for both. */
  @ParameterizedTest
  @MethodSource("strategies")
  void whileNobodyAnswersItsPodsMakeRoom(Strategy behind) {
    RolloutDecision decision = decide(behind, A, null, pods("a", 1, 2, 0), pods("b", 2, 2, 2));
    assertThat(decision.remove()).containsExactly("b");
  }

  /** Nobody leads anywhere: the Service would have to lead to all for a moment. */
  @Test
  void untilItHasGoneNobodyIsLedToAllNorGetsPodsForThat() {
    RolloutDecision decision =
        decide(
            new BlueGreen(true, null, Duration.ZERO),
            new Selection.One("gone"),
            null,
            pods("a", 1, 2, 1),
            pods("b", 3, 2, 2),
            pods("c", 2, 1, 0));
    assertThat(decision.selection()).isEqualTo(new Selection.One("gone"));
    assertThat(decision.replicas()).isEqualTo(Map.of("a", 2, "c", 1));
    assertThat(decision.remove()).containsExactly("b");
  }

  /** Who has the requests keeps them until the other one can take them. */
  @ParameterizedTest
  @MethodSource("strategies")
  void whatItHasItKeepsUntilSomebodyElseCanTakeIt(Strategy behind) {
    RolloutDecision decision =
        decide(
            behind,
            new Selection.One("b"),
            NOW.minusSeconds(60),
            pods("a", 1, 0, 0),
            pods("b", 2, 2, 2));
    assertThat(decision.selection()).isEqualTo(new Selection.One("b"));
    assertThat(decision.replicas()).containsEntry("b", 2);
    assertThat(decision.replicas().get("a")).isPositive();
  }

  @Test
  void withoutADeploymentThereIsNothingToTakeBack() {
    RolloutDecision decision = decide(Rolling::decide, A, null, pods("a", 1, 2, 2));
    assertThat(decision.step()).isEqualTo(Step.DONE);
    assertThat(decision.remove()).isEmpty();
  }

  private static RevisionPods pods(String revision, long number, int count, int ready) {
    return new RevisionPods(revision, number, count, count, ready, ready, 0);
  }

  /** {@code exactSince} is null while the endpoints are not right. */
  private static RolloutDecision decide(
      Strategy behind, Selection selection, Instant exactSince, RevisionPods... live) {
    var input =
        new RolloutInput(
            "a", new Size(2, 1, 0), false, List.of(live), selection, true, exactSince, NOW);
    return new TakenBack("b", behind).decide(input);
  }
}
