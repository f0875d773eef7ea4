package dev.fairlead.runtime.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;

/** What becomes of requests that another server answers, or gets as well. */
public final class TrafficMetrics {
  private static final double[] DIFFERENCES = {
    0, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, .005, .01, .02, .05, .1, .2, .5, 1, 2
  };

  private final Counter forwarded;
  private final Histogram candidate;
  private final Counter mirrored;
  private final Histogram difference;
  private final Counter topCompared;
  private final Counter topAgreed;
  private final Gauge liveGeneration;
  private final Gauge liveInvalid;

  TrafficMetrics(PrometheusRegistry registry) {
    forwarded =
        Counter.builder()
            .name("fairlead_forwarded_requests")
            .help("Requests that were the candidate's turn, by what became of them")
            .labelNames("outcome")
            .register(registry);
    candidate =
        Histogram.builder()
            .name("fairlead_forwarded_request_duration_seconds")
            .help("From the end of a forwarded request to the last byte of the candidate's answer")
            .unit(Unit.SECONDS)
            .classicOnly()
            .classicUpperBounds(ServerMetrics.SECONDS)
            .register(registry);
    mirrored =
        Counter.builder()
            .name("fairlead_mirror_requests")
            .help("Mirrored requests, by how their answers compare")
            .labelNames("result")
            .register(registry);
    difference =
        Histogram.builder()
            .name("fairlead_mirror_max_relative_difference")
            .help("The largest difference of two answers' numbers, relative to the largest number")
            .classicOnly()
            .classicUpperBounds(DIFFERENCES)
            .register(registry);
    topCompared =
        Counter.builder()
            .name("fairlead_mirror_top1_rows")
            .help("Rows of scores and labels that were compared")
            .register(registry);
    topAgreed =
        Counter.builder()
            .name("fairlead_mirror_top1_agreement")
            .help("Rows of scores and labels whose best one is the same in both answers")
            .register(registry);
    liveGeneration =
        Gauge.builder()
            .name("fairlead_live_generation")
            .help("The number of the live settings in force; 0: none")
            .register(registry);
    liveInvalid =
        Gauge.builder()
            .name("fairlead_live_invalid")
            .help(
                "1: the live settings' file is wrong or gone, and the last good ones are in force")
            .register(registry);
  }

  /** What became of a request that was the candidate's turn. */
  public void forwarded(String outcome) {
    forwarded.labelValues(outcome).inc();
  }

  /** The candidate answered. */
  public void candidateAnswered(long nanos) {
    candidate.observe(nanos / ServerMetrics.NANOS);
  }

  /** What became of a request that was mirrored, or was to be. */
  public void mirrored(String result) {
    mirrored.labelValues(result).inc();
  }

  /**
   * Two answers were compared.
   *
   * @param relativeDifference the largest one
   * @param rows that have a best score or a label
   * @param agreed of them those where it is the same
   */
  public void compared(double relativeDifference, long rows, long agreed) {
    difference.observe(relativeDifference);
    topCompared.inc(rows);
    topAgreed.inc(agreed);
  }

  /** The number of the live settings in force, and whether the file says something wrong. */
  public void live(long generation, boolean invalid) {
    liveInvalid.set(invalid ? 1 : 0);
    liveGeneration.set((double) generation);
  }
}
