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
 * @param ending pods on their way out, which are not among {@code pods}
 */
public record RevisionPods(
    String revision, long number, int desired, int pods, int ready, int serving, int ending) {
  public RevisionPods {
    serving = Math.min(serving, desired);
  }

  /**
   * The next size on the way to that one. What is shrinking is seen to have shrunk before it grows
   * again: until then some of the pods that are counted may be gone already, and nothing tells
   * which once as many are asked for as are seen.
   */
  int towards(int replicas) {
    return replicas > desired && pods > desired ? desired : replicas;
  }

  /** Whether nothing runs and nothing is asked to run. */
  public boolean isGone() {
    return desired == 0 && pods == 0;
  }

  /** Whether the last of its pods has ended too. */
  boolean isVacant() {
    return isGone() && ending == 0;
  }
}
