package dev.fairlead.operator.status;

import dev.fairlead.api.v1alpha1.Reason;
import org.jspecify.annotations.Nullable;

/**
 * What the conditions say, before they are written.
 *
 * @param ready whether the revision serves
 * @param reason why or why not
 * @param message for a person
 * @param reconciling something is under way: why; null when nothing is
 * @param reconcilingMessage how far
 * @param stalled a person is needed: why; null when nobody is
 */
record Verdict(
    boolean ready,
    Reason reason,
    String message,
    @Nullable Reason reconciling,
    String reconcilingMessage,
    @Nullable Reason stalled) {

  static Verdict ready(Reason reason, String message) {
    return new Verdict(true, reason, message, null, "", null);
  }

  static Verdict stalled(Reason reason, String message) {
    return new Verdict(false, reason, message, null, "", reason);
  }

  /** A version on its way; {@code step} is how far the rollout is. */
  static Verdict rollingOut(Reason step, String message) {
    return new Verdict(false, Reason.PROGRESSING, message, step, message, null);
  }

  static Verdict underWay(Reason reason, String message) {
    return new Verdict(false, reason, message, reason, message, null);
  }

  /** With something under way beside it; whoever needs a person waits for that alone. */
  Verdict whileReconciling(Reason why, String text) {
    return stalled != null ? this : new Verdict(ready, reason, message, why, text, null);
  }
}
