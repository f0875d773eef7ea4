package dev.fairlead.api.v1alpha1;

/** How one revision takes over from another. */
public enum RolloutStrategy {
  /** Pod by pod. */
  Rolling,
  /** The old pods end before the new ones start. */
  Recreate,
  /** All new pods get ready beside the old ones before any request reaches them. */
  BlueGreen,
  /** A growing share of the requests. */
  Canary
}
