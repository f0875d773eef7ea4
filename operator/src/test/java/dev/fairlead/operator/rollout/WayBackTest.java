package dev.fairlead.operator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.operator.rollout.WayBack.Back;
import dev.fairlead.operator.rollout.WayBack.Cause;
import dev.fairlead.operator.rollout.WayBack.Memory;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** From c to a, which serves, or to b. */
class WayBackTest {
  private static final Selection A = new Selection.One("a");
  private static final List<RevisionPods> LIVE = List.of(pods("a", 1), pods("b", 2), pods("c", 3));

  @Test
  void whoMayGoOnGoesOn() {
    assertThat(wayBack(false, true, Memory.NONE, false).decide(LIVE, A)).isEmpty();
  }

  @Test
  void whomTheServiceLeadsToHasTheRequests() {
    assertThat(wayBack(true, true, Memory.NONE, false).decide(LIVE, A))
        .contains(new Back("a", Cause.ABORTED));
    assertThat(wayBack(false, true, Memory.COUNTS, false).decide(LIVE, A))
        .contains(new Back("a", Cause.REMEMBERED));
    assertThat(wayBack(false, true, Memory.NONE, true).decide(LIVE, A))
        .contains(new Back("a", Cause.FAILED));
  }

  @Test
  void elseItIsTheBestOfTheOthersThatHasNotFailed() {
    WayBack aborted = wayBack(true, true, Memory.NONE, false);
    for (Selection selection : List.of(new Selection.All(), new Selection.One("c"))) {
      assertThat(aborted.decide(LIVE, selection)).contains(new Back("b", Cause.ABORTED));
    }
    var failed = new WayBack("c", true, true, Memory.NONE, false, Set.of("b"), null);
    assertThat(failed.decide(LIVE, new Selection.All())).contains(new Back("a", Cause.ABORTED));
  }

  @Test
  void whereAPersonDecidesOnlyAnAbortTakesItBack() {
    assertThat(wayBack(false, false, Memory.COUNTS, true).decide(LIVE, A)).isEmpty();
    assertThat(wayBack(true, false, Memory.COUNTS, true).decide(LIVE, A))
        .contains(new Back("a", Cause.ABORTED));
  }

  @Test
  void anOutdatedFailureOnlyHasToGo() {
    WayBack outdated = wayBack(false, true, Memory.OUTDATED, false);
    assertThat(outdated.decide(LIVE, A)).as("it is tried again").isEmpty();
    List<RevisionPods> gone = List.of(pods("a", 1), new RevisionPods("c", 3, 0, 0, 0, 0, 0));
    assertThat(outdated.decide(gone, A)).contains(new Back("a", Cause.MAKES_WAY));
  }

  /** Else what is left of the last try would count as the next one. */
  @Test
  void anOutdatedFailureThatStillFailsIsTriedAgainFromTheStart() {
    WayBack outdated = wayBack(false, true, Memory.OUTDATED, true);
    assertThat(outdated.decide(LIVE, A)).contains(new Back("a", Cause.REMEMBERED));
  }

  @Test
  void nobodyGoesBackToWhatNeverServedButByAbort() {
    List<RevisionPods> never = List.of(new RevisionPods("a", 1, 1, 1, 0, 0, 0), pods("c", 3));
    assertThat(wayBack(false, true, Memory.NONE, true).decide(never, A)).isEmpty();
    var remembered = new WayBack("c", false, true, Memory.NONE, true, Set.of(), "a");
    assertThat(remembered.decide(never, A)).contains(new Back("a", Cause.FAILED));
    assertThat(wayBack(true, true, Memory.NONE, false).decide(never, A))
        .contains(new Back("a", Cause.ABORTED));
  }

  @Test
  void whereThereIsNobodyElseItGoesOn() {
    assertThat(
            wayBack(true, true, Memory.COUNTS, true)
                .decide(List.of(pods("c", 3)), new Selection.One("c")))
        .isEmpty();
  }

  private static WayBack wayBack(
      boolean isAborted, boolean isAutomatic, Memory memory, boolean hasFailed) {
    return new WayBack("c", isAborted, isAutomatic, memory, hasFailed, Set.of(), null);
  }

  private static RevisionPods pods(String revision, long number) {
    return new RevisionPods(revision, number, 1, 1, 1, 1, 0);
  }
}
