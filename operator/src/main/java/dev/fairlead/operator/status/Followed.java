package dev.fairlead.operator.status;

import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.api.v1alpha1.TrackingStatus;
import dev.fairlead.operator.apply.Applied.Refusal;
import dev.fairlead.operator.observe.Finding;
import dev.fairlead.operator.plan.Tracking;
import dev.fairlead.operator.revision.Resolved;
import org.jspecify.annotations.Nullable;

/**
 * What is said of a reference that is followed. When it was last asked is not among it: a thousand
 * of them would have a thousand statuses written in each interval, and the Job has that time.
 */
final class Followed {
  private Followed() {}

  /** Why there is no answer. */
  private record Why(@Nullable String reason, @Nullable String message) {
    static final Why NONE = new Why(null, null);
  }

  /** Null while none is. */
  static @Nullable TrackingStatus of(Situation situation) {
    Tracking tracking = situation.plan().tracking();
    if (tracking == null) {
      return null;
    }
    Resolved found = tracking.found();
    Why trouble = trouble(situation, tracking);
    return new TrackingStatus(
        found == null ? null : found.uri(),
        found == null ? null : found.identity(),
        tracking.name(),
        trouble.reason(),
        trouble.message());
  }

  private static Why trouble(Situation situation, Tracking tracking) {
    Refusal refusal = situation.applied().ofTracking();
    if (refusal != null) {
      Verdict verdict = Judge.refused(refusal);
      return new Why(verdict.reason().value(), verdict.message());
    }
    Finding finding = tracking.finding();
    if (finding != null) {
      return new Why(finding.reason().value(), finding.message());
    }
    // what went wrong last stays in sight while it is asked again: it may end the same way
    return tracking.state() == Tracking.State.ENDED
        ? Why.NONE
        : before(situation.previous(), tracking.name());
  }

  private static Why before(@Nullable ModelDeploymentStatus previous, String job) {
    TrackingStatus before = previous == null ? null : previous.tracking();
    return before == null || !before.job().equals(job)
        ? Why.NONE
        : new Why(before.reason(), before.message());
  }
}
