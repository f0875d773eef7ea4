package dev.fairlead.operator.rollout;

/**
 * What to do next with a candidate.
 *
 * @param rollout pods and the Service
 * @param weight the share of the requests, in percent, that the stable pods hand on to the
 *     candidate's, or gateways give them; 0 while it has no ready pod
 * @param progress to be kept
 * @param phase what it waits for
 */
public record CanaryDecision(
    RolloutDecision rollout, int weight, CanaryProgress progress, Phase phase) {

  /** The same without a share. */
  public CanaryDecision withoutShare() {
    return new CanaryDecision(rollout, 0, progress, phase);
  }

  /** What a candidate waits for. */
  public enum Phase {
    /** Its pods for the step, and its share to be in force. */
    PODS,
    /** Its answers to golden requests. */
    VERIFICATION,
    /** Its answers to mirrored requests. */
    MIRROR,
    /** The end of the step's time. */
    TIME,
    /** Enough requests to know whether it is good. */
    EVIDENCE,
    /** A person. */
    APPROVAL,
    /** Nothing: the next step begins. */
    NEXT,
    /** It has done all steps and takes over. */
    PROMOTED,
    /** It is worse than allowed: it gets nothing any more. */
    FAILED,
    /** Nothing may change. */
    HELD
  }
}
