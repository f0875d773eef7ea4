package dev.fairlead.runtime.live;

import org.jspecify.annotations.Nullable;

/**
 * The candidate's share of the inferences.
 *
 * @param percent of all inferences
 * @param target that answers those of REST; null: none
 * @param grpcTarget that answers those of gRPC; null: none
 * @param sticky the header whose value decides in place of the turn; null: none
 */
public record Share(
    Percent percent,
    @Nullable Target target,
    @Nullable Target grpcTarget,
    @Nullable String sticky) {}
