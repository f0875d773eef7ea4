package dev.fairlead.operator.metrics;

/** Why a reconcile ended with an error. */
public enum Failure {
  /** Somebody else was quicker; the next try sees what they did. */
  CONFLICT,
  /** The API server did not take a request, or did not answer. */
  API,
  /** A mistake of ours. */
  INTERNAL
}
