package dev.fairlead.runtime.lifecycle;

/** Where the server is in its life. */
public enum Phase {
  /** Nothing has begun. */
  PENDING,
  /** The files are compared with the list that fetch wrote. */
  VERIFYING,
  /** The engine loads them. */
  LOADING,
  /** The first run. */
  WARMING,
  /** Requests are answered. */
  READY,
  /** Requests are answered still, but no more are wanted. */
  DRAINING,
  /** The end. */
  STOPPED
}
