package dev.fairlead.operator.rollout;

import dev.fairlead.operator.rollout.RolloutDecision.Step;

/**
 * A target that has not passed its gate gets its pods and no request, also where whoever has the
 * requests has no pod. Whom the Service leads to already is past it.
 *
 * @param gate of the target
 * @param behind how it takes over once the gate is open
 */
public record Gated(Gate gate, Strategy behind) implements Strategy {

  @Override
  public RolloutDecision decide(RolloutInput in) {
    if (!isHeld(in)) {
      return behind.decide(in);
    }
    RolloutDecision beside = BlueGreen.hold(in);
    // somebody else takes the place of who serves
    return beside.step() == Step.SWITCHING ? beside : beside.at(step(in.targetPods()));
  }

  private boolean isHeld(RolloutInput in) {
    return gate != Gate.OPEN && !in.frozen() && in.isBeside();
  }

  private Step step(RevisionPods target) {
    return target.ready() == 0 ? Step.STARTING : step(gate);
  }

  static Step step(Gate gate) {
    return switch (gate) {
      case VERIFY -> Step.VERIFYING;
      case MIRROR -> Step.MIRRORING;
      case OPEN, FAILED -> Step.STARTING;
    };
  }
}
