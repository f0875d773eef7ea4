package dev.fairlead.operator.rollout;

/**
 * What is there of one revision that has a Deployment.
 *
 * @param revision its name
 * @param number in the order of recording
 * @param desired replicas that its Deployment asks for
 * @param pods that exist and do not end
 * @param ready of these
 * @param serving of these: ready endpoints of the Service; never more than {@code desired}, since a
 *     pod that was just let go may still be seen
 */
public record RevisionPods(
    String revision, long number, int desired, int pods, int ready, int serving) {
  public RevisionPods {
    serving = Math.min(serving, desired);
  }

  /** Whether nothing runs and nothing is asked to run. */
  boolean isGone() {
    return desired == 0 && pods == 0;
  }
}
