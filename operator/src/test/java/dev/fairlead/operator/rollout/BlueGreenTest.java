package dev.fairlead.operator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.operator.rollout.RolloutDecision.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A target b beside a, which leads, where somebody has to approve b and nobody is needed. */
class BlueGreenTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Selection A = new Selection.One("a");

  @Test
  void withoutPodsItWaitsForItsApprovalToo() {
    RolloutDecision decision = decide(false, 0, A, pods("a", 1, 0), pods("b", 2, 0));
    assertThat(decision.selection()).isEqualTo(A);
    assertThat(decision.replicas()).isEqualTo(Map.of("a", 0, "b", 0));
    assertThat(decision.remove()).isEmpty();
    assertThat(decision.step()).isEqualTo(Step.AWAITING_APPROVAL);
  }

  @Test
  void onceApprovedItTakesOverWithoutPods() {
    RolloutDecision decision = decide(true, 0, A, pods("a", 1, 0), pods("b", 2, 0));
    assertThat(decision.selection()).isEqualTo(new Selection.One("b"));
    assertThat(decision.remove()).containsExactly("a");
  }

  /** The first one may take longer than b to get ready. */
  @Test
  void withTheFirstPodsBothGoOn() {
    RolloutDecision decision = decide(false, 2, A, pods("a", 1, 0), pods("b", 2, 2));
    assertThat(decision.selection()).isEqualTo(A);
    assertThat(decision.replicas()).isEqualTo(Map.of("a", 2, "b", 2));
  }

  /** As in the middle of a rolling update. */
  @Test
  void whatNobodyApprovedGivesBackItsPartWhereNobodyIsWanted() {
    RolloutDecision decision =
        decide(false, 0, new Selection.All(), pods("a", 1, 1), pods("b", 2, 1));
    assertThat(decision.selection()).isEqualTo(A);
    assertThat(decision.replicas()).isEqualTo(Map.of("a", 0, "b", 0));
  }

  @Test
  void whatWasSupersededWithoutPodsIsNotKept() {
    RolloutDecision decision =
        decide(false, 0, A, pods("a", 1, 0), pods("b", 3, 0), pods("c", 2, 0));
    assertThat(decision.remove()).containsExactly("c");
    assertThat(decision.replicas()).isEqualTo(Map.of("a", 0, "b", 0));
  }

  /** Its Service was deleted while nothing may change: what nobody approved is as ready as it. */
  @Test
  void aServiceThatIsMadeAgainWhileAllIsHeldLeadsToWhoGoesOn() {
    var input =
        new RolloutInput(
            "a",
            new Size(2, 1, 0),
            true,
            List.of(pods("a", 1, 2), pods("b", 2, 2)),
            new Selection.None(),
            true,
            null,
            NOW);
    RolloutDecision decision = new BlueGreen(false, null, Duration.ZERO).decide(input);
    assertThat(decision.selection()).isEqualTo(A);
    assertThat(decision.replicas()).isEqualTo(Map.of("a", 2, "b", 2));
  }

  /** It stays until no node leads to it, and nothing else may happen until then. */
  @Test
  void whatWasSupersededIsLookedAtAgainOnceTheNodesHaveFollowed() {
    var input =
        new RolloutInput(
            "b",
            new Size(1, 1, 0),
            false,
            List.of(pods("a", 1, 1), pods("b", 3, 0), pods("c", 2, 1)),
            A,
            true,
            NOW.minusMillis(500),
            NOW);
    RolloutDecision decision = new BlueGreen(true, null, Duration.ZERO).decide(input);
    assertThat(decision.replicas()).containsEntry("c", 1);
    assertThat(decision.lookAgain()).isEqualTo(Duration.ofMillis(1_500));
  }

  /** As a canary, or what nobody has approved: while the Service leads to all it has no pod. */
  @Test
  void whatMayNotHaveRequestsGetsItsPodsAlsoWhereNobodyAnswers() {
    RevisionPods broken = new RevisionPods("a", 1, 2, 2, 0, 0, 0);
    RevisionPods alsoBroken = new RevisionPods("c", 2, 1, 1, 0, 0, 0);
    var input =
        new RolloutInput(
            "b",
            new Size(2, 1, 0),
            false,
            List.of(broken, alsoBroken),
            new Selection.All(),
            true,
            null,
            NOW);
    assertThat(BlueGreen.hold(input).replicas()).containsEntry("b", 0);
    assertThat(BlueGreen.hold(input).selection()).isInstanceOf(Selection.One.class);

    var next =
        new RolloutInput(
            "b",
            input.size(),
            false,
            input.live(),
            BlueGreen.hold(input).selection(),
            true,
            null,
            NOW);
    assertThat(BlueGreen.hold(next).replicas()).containsEntry("b", 2);
  }

  private static RevisionPods pods(String revision, long number, int count) {
    return new RevisionPods(revision, number, count, count, count, count, 0);
  }

  /** Nobody serves, so that no endpoints tell that all is settled. */
  private static RolloutDecision decide(
      boolean isApproved, int wanted, Selection selection, RevisionPods... live) {
    var input =
        new RolloutInput(
            "b", new Size(wanted, 1, 0), false, List.of(live), selection, true, null, NOW);
    return new BlueGreen(isApproved, null, Duration.ZERO).decide(input);
  }
}
