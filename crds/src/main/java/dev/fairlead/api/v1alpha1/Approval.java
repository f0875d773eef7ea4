package dev.fairlead.api.v1alpha1;

/** Whether a rollout waits for a person. */
public enum Approval {
  /** It goes on once {@code rollout.approve} names the revision or its version. */
  Required
}
