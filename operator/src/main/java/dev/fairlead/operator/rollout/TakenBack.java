package dev.fairlead.operator.rollout;

import dev.fairlead.operator.rollout.RolloutDecision.Step;
import java.util.Optional;

/**
 * The way back from a candidate that failed or was given up. It keeps the requests that it has
 * until the target can take them, and gets no others: also where the target has no pod to answer
 * with, since nobody knows what the candidate would answer.
 *
 * @param candidate that is taken back
 * @param behind how the target takes over again
 */
public record TakenBack(String candidate, Strategy behind) implements Strategy {

  @Override
  public RolloutDecision decide(RolloutInput in) {
    Optional<RevisionPods> taken =
        in.live().stream().filter(r -> r.revision().equals(candidate)).findFirst();
    return taken.isEmpty() || in.selection().reaches(candidate)
        ? behind.decide(in)
        : without(taken.get(), in);
  }

  private RolloutDecision without(RevisionPods taken, RolloutInput in) {
    RolloutInput others = in.without(candidate);
    RolloutDecision decision = behind.decide(others);
    // who would be led to all has to wait until it is none of them
    RolloutDecision apart =
        decision.selection().reaches(candidate) ? RolloutDecision.none(others) : decision;
    return mayGo(taken, in)
        ? apart.removing(candidate)
        : apart
            .holding(candidate, taken.desired())
            .at(apart.step() == Step.DONE ? Step.SWITCHING : apart.step())
            .lookingAgain(in.untilSettled());
  }

  /** No node leads to it any more, or none to anybody: others may need the room. */
  private static boolean mayGo(RevisionPods taken, RolloutInput in) {
    boolean isAnswered =
        in.live().stream().anyMatch(r -> in.selection().reaches(r.revision()) && r.ready() > 0);
    return taken.isGone() || in.isSettled() || (in.isSelectionInForce() && !isAnswered);
  }
}
