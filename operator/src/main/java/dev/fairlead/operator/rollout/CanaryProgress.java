package dev.fairlead.operator.rollout;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a candidate is. It is kept in the status; where that is lost the candidate begins with
 * the first step again.
 *
 * @param revision the candidate
 * @param step index of its step; the number of steps once it has done them all
 * @param since since when it has the pods and the share of that step; null before
 */
public record CanaryProgress(String revision, int step, @Nullable Instant since) {}
