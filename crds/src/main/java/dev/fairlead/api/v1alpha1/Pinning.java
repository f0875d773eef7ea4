package dev.fairlead.api.v1alpha1;

/** What becomes of a reference that may stand for something else tomorrow. */
public enum Pinning {
  /** What it stands for is found out once, and every pod of the revision has that. */
  Resolve,
  /** It is refused. */
  Strict
}
