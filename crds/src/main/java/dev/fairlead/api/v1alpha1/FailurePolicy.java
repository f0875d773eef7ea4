package dev.fairlead.api.v1alpha1;

/** What becomes of a new revision that fails. */
public enum FailurePolicy {
  /** Its pods are taken away, and the revision before has all the requests. */
  Rollback,
  /** It stays as it is, for somebody to look at. */
  Pause
}
