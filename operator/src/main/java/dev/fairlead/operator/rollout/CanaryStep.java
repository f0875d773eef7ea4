package dev.fairlead.operator.rollout;

import java.time.Duration;

/**
 * A share of the requests that a candidate has to do well with before it gets more.
 *
 * @param weight the share in percent, 0 to 100
 * @param hold how long it has that share at least
 * @param needsApproval whether a person has to agree before it gets more
 */
public record CanaryStep(int weight, Duration hold, boolean needsApproval) {
  /** Whether who did that one before has done what this one asks for; time apart. */
  boolean isMetBy(CanaryStep done) {
    return done.weight == weight && (done.needsApproval || !needsApproval);
  }

  /** Pods that a candidate needs for it: one even for nothing, so that it can be asked. */
  int pods(int wanted) {
    return Math.max(1, Math.ceilDiv(wanted * weight, 100));
  }
}
