package dev.fairlead.bench.report;

/** Why something is in a table. */
public enum Role {
  /** What this is about. */
  FAIRLEAD,
  /** A server to be better than. */
  PEER,
  /** No server: the bound of what can be reached. */
  BASELINE
}
