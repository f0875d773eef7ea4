package dev.fairlead.api.v1alpha1;

/** The share of requests that a latency is said of. */
public enum LatencyQuantile {
  /** Half of them. */
  P50,
  /** Nine of ten. */
  P90,
  /** 95 of 100. */
  P95,
  /** 99 of 100. */
  P99
}
