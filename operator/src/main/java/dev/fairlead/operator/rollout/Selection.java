package dev.fairlead.operator.rollout;

/** Which revisions the Service's selector reaches. */
public sealed interface Selection {
  /** The pods of one revision. */
  record One(String revision) implements Selection {}

  /** The ready pods of every revision. */
  record All() implements Selection {}

  /** There is no Service yet. */
  record None() implements Selection {}

  /** Whether pods of that revision are reached when they are ready. */
  default boolean reaches(String revision) {
    return switch (this) {
      case One one -> one.revision().equals(revision);
      case All all -> true;
      case None none -> false;
    };
  }
}
