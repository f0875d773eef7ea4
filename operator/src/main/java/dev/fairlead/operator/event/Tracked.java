package dev.fairlead.operator.event;

import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.api.v1alpha1.TrackingStatus;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is told of a reference that is followed. */
final class Tracked {
  private Tracked() {}

  /** It has moved, or can no longer be asked; empty after an edit to another reference. */
  static Optional<Transition> between(
      @Nullable ModelDeploymentStatus before, ModelDeploymentStatus after) {
    TrackingStatus was = before == null ? null : before.tracking();
    TrackingStatus is = after.tracking();
    if (was == null || is == null || !was.job().equals(is.job())) {
      return Optional.empty();
    }
    if (was.identity() != null && is.identity() != null && !was.identity().equals(is.identity())) {
      return Optional.of(
          new Transition(
              false,
              "TrackedReferenceMoved",
              "spec.model.uri stood for %s (%s) and stands for %s (%s) now"
                  .formatted(was.resolved(), was.identity(), is.resolved(), is.identity())));
    }
    return was.reason() == null && is.reason() != null
        ? Optional.of(
            new Transition(
                true,
                "TrackingFailed",
                "it was not found out what spec.model.uri stands for, and is tried again: %s: %s"
                    .formatted(is.reason(), is.message())))
        : Optional.empty();
  }
}
