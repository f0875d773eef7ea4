package dev.fairlead.operator.rollout.analysis;

import org.jspecify.annotations.Nullable;

/**
 * What a candidate's answers are held to.
 *
 * @param minRequests that have to be compared before it can be found good
 * @param maxRelativeDifference 0 to 1
 * @param minTop1Agreement 0 to 1; null where every text has to be the same
 */
public record MirrorLimits(
    long minRequests, double maxRelativeDifference, @Nullable Double minTop1Agreement) {}
