package dev.fairlead.api.v1alpha1;

/** What a revision does now. */
public enum RevisionState {
  /** Its pods are on their way. */
  Pending,
  /** It receives requests. */
  Serving,
  /** A newer revision took its place. */
  Draining,
  /** It cannot work as it is. */
  Failed,
  /** No pods; recorded, so that going back is exact. */
  Retired
}
