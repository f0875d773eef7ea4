package dev.fairlead.operator.revision;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One version of a ModelDeployment, as recorded once and never changed.
 *
 * @param name of the ControllerRevision and of its Deployment: {@code <modeldeployment>-<hash>}
 * @param number counts up from 1 in the order of recording
 * @param declared what the user wrote
 * @param image the model server's image that stood for it then
 * @param resolved what the model's reference stood for then; null where it cannot change, and in
 *     revisions of operators that did not ask
 * @param isTracked whether it was made since what the model's reference stood for had changed, and
 *     no field had
 * @param template the pod template that came out, applied as it is for ever
 * @param createdAt RFC 3339; null before the API server has recorded it
 */
public record Revision(
    String name,
    long number,
    Declared declared,
    String image,
    @Nullable Resolved resolved,
    boolean isTracked,
    PodTemplateSpec template,
    @Nullable String createdAt) {

  /** Whether it runs the same as that one: as after a reference that moved, and moved back. */
  public boolean runsLike(Revision other) {
    return declared.equals(other.declared)
        && image.equals(other.image)
        && Objects.equals(identity(), other.identity());
  }

  private @Nullable String identity() {
    return resolved == null ? null : resolved.identity();
  }
}
