package dev.fairlead.operator.rollout;

/** What stands between a candidate with ready pods and its first request. */
public enum Gate {
  /** Nothing. */
  OPEN,
  /** It has not answered all golden requests yet. */
  VERIFY,
  /** Too few of its answers to mirrored requests have been compared. */
  MIRROR,
  /** It was found to answer otherwise than it should. */
  FAILED
}
