package dev.fairlead.api.v1alpha1;

/** Where a rollout is. */
public enum RolloutStep {
  /** The old pods end. */
  Stopping,
  /** The new pods are on their way. */
  Starting,
  /** Old and new pods serve. */
  Shifting,
  /** The new pods are asked golden requests. */
  Verifying,
  /** Real requests are sent to the new pods too, and answers compared. */
  Mirroring,
  /** The new pods have a share of the requests and are watched. */
  Analyzing,
  /** The new pods are ready and wait for a person. */
  AwaitingApproval,
  /** The Service goes over to the new pods. */
  Switching,
  /** The new pods have all the requests; the old ones are kept for a while. */
  Keeping
}
