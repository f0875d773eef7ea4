package dev.fairlead.operator.plan;

import org.jspecify.annotations.Nullable;

/**
 * What the operator's own settings add to a plan.
 *
 * @param pods for the pod template of a new revision
 * @param trustedCas PEM of the site's certificate authorities; null where it has none
 */
public record Site(PodSettings pods, @Nullable String trustedCas) {}
