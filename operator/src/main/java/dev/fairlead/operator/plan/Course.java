package dev.fairlead.operator.plan;

import dev.fairlead.operator.revision.Revision;
import org.jspecify.annotations.Nullable;

/**
 * Where the pods go.
 *
 * @param target the revision that is to have them
 * @param isHeld whether they stay what they are, and only their number may change
 * @param setback why it is not the revision that the spec asks for; null if it is, or is held
 */
record Course(Revision target, boolean isHeld, @Nullable Setback setback) {
  static Course to(Revision target) {
    return new Course(target, false, null);
  }

  static Course back(Setback setback) {
    return new Course(setback.stable(), false, setback);
  }

  static Course held(Revision target) {
    return new Course(target, true, null);
  }
}
