package dev.fairlead.runtime.live;

/**
 * Inferences of REST that another server gets as well, its answers being compared only.
 *
 * @param percent of those that are answered here
 * @param target that gets them
 * @param maxRelativeDifference up to which numbers count as the same
 */
public record Mirror(Percent percent, Target target, double maxRelativeDifference) {}
