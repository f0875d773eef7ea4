package dev.fairlead.operator.golden;

import dev.fairlead.operator.rollout.verify.GoldenSet;

/** What came of reading golden requests. */
public sealed interface GoldenRead {
  /** There they are. */
  record Requests(GoldenSet set) implements GoldenRead {}

  /** They cannot be read; the reason names the field and the cure. */
  record Unreadable(String why) implements GoldenRead {}
}
