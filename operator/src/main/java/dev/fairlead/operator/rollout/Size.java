package dev.fairlead.operator.rollout;

/**
 * How many pods may be there, and how many must be ready.
 *
 * @param wanted replicas, at least 0
 * @param maxSurge pods beyond {@code wanted} during a rollout
 * @param maxUnavailable pods fewer than {@code wanted} that need to be ready during a rollout
 */
public record Size(int wanted, int maxSurge, int maxUnavailable) {
  public Size {
    if (maxSurge <= 0 && maxUnavailable <= 0) {
      // both 0 (percentages of few pods are rounded to it) would never move
      maxSurge = 1;
    }
  }

  /** The same with that many more pods wanted. */
  public Size plus(int more) {
    return new Size(wanted + more, maxSurge, maxUnavailable);
  }

  int most() {
    return wanted + maxSurge;
  }

  int leastReady() {
    return Math.max(0, wanted - maxUnavailable);
  }
}
