package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.Reason;
import dev.fairlead.operator.revision.Revision;
import org.jspecify.annotations.Nullable;

/**
 * Why the revision that the spec asks for does not take over, and who has the requests in its
 * place.
 *
 * @param candidate the name of the revision that the spec asks for
 * @param stable the revision that goes on, or takes over again
 * @param reason {@code RolledBack}, {@code Aborted}, {@code CanaryNotPossible} or {@code
 *     MirrorNotPossible}
 * @param message for a person, with what was measured and its limit
 * @param failure to be kept with the candidate's Deployment; null where the spec itself says it
 */
public record Setback(
    String candidate, Revision stable, Reason reason, String message, @Nullable Failure failure) {}
