package dev.fairlead.operator.rollout;

import org.jspecify.annotations.Nullable;

/**
 * Where the pods go.
 *
 * @param target the revision that is to have them
 * @param isHeld whether they stay what they are, and only their number may change
 * @param wayBack why it is not the revision that the spec asks for; null if it is, or is held
 */
record SimCourse(String target, boolean isHeld, WayBack.@Nullable Back wayBack) {
  /** Whether the revision that the spec asks for may take over. */
  boolean isFree() {
    return !isHeld && wayBack == null;
  }
}
