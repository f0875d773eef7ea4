package dev.fairlead.operator.rollout;

import org.jspecify.annotations.Nullable;

/**
 * The Deployment of a revision.
 *
 * @param replicas that it asks for
 * @param failure that is kept with it; null while there is none
 */
record SimDeployment(int replicas, @Nullable Failure failure) {
  /**
   * That the revision failed.
   *
   * @param deadline that held then
   * @param isPinned whether it was pinned then
   * @param isOfGate whether it was its gate that it failed
   */
  record Failure(int deadline, boolean isPinned, boolean isOfGate) {}
}
