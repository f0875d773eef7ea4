package dev.fairlead.operator.rollout.analysis;

import org.jspecify.annotations.Nullable;

/**
 * What a candidate is held to.
 *
 * @param minRequests that it has to answer before it can be found good; one that is bad is found so
 *     whenever it shows
 * @param errorRateIncrease by how much its share of failures may be above the stable one's, such as
 *     0.005
 * @param latencyIncrease against the stable one's latency; null where that does not matter
 * @param errorRate the largest share of failures at all; null for no such limit
 * @param latency at all; null for no such limit
 */
public record Limits(
    long minRequests,
    double errorRateIncrease,
    @Nullable LatencyIncrease latencyIncrease,
    @Nullable Double errorRate,
    @Nullable Latency latency) {

  /**
   * How much slower it may be.
   *
   * @param quantile such as 0.95
   * @param factor such as 1.2 for a fifth
   */
  public record LatencyIncrease(double quantile, double factor) {}

  /**
   * How slow it may be.
   *
   * @param quantile such as 0.95
   * @param seconds that this share of requests has to keep to
   */
  public record Latency(double quantile, double seconds) {}
}
