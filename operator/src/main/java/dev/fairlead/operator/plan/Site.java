package dev.fairlead.operator.plan;

import org.jspecify.annotations.Nullable;

/**
 * What the operator's own settings add to a plan.
 *
 * @param pods for the pod template of a new revision
 * @param trustedCas PEM of the site's certificate authorities; null where it has none
 * @param budgets whether evictions have to leave pods, and drains are helped on
 * @param prometheus what queries of analyses are asked of; null where there is none
 */
public record Site(
    PodSettings pods,
    @Nullable String trustedCas,
    boolean budgets,
    @Nullable Prometheus prometheus) {}
