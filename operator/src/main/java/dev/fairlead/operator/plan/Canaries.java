package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.AnalysisLimitsSpec;
import dev.fairlead.api.v1alpha1.AnalysisSpec;
import dev.fairlead.api.v1alpha1.Approval;
import dev.fairlead.api.v1alpha1.CanarySpec;
import dev.fairlead.api.v1alpha1.CanaryStatus;
import dev.fairlead.api.v1alpha1.CanaryStepSpec;
import dev.fairlead.api.v1alpha1.CanaryStepStatus;
import dev.fairlead.api.v1alpha1.LatencyIncreaseSpec;
import dev.fairlead.api.v1alpha1.LatencyQuantile;
import dev.fairlead.api.v1alpha1.ModelDeploymentSpec;
import dev.fairlead.operator.rollout.CanaryProgress;
import dev.fairlead.operator.rollout.CanaryStep;
import dev.fairlead.operator.rollout.analysis.Limits;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code spec.rollout.canary} in numbers, with its defaults, and how far one is. */
public final class Canaries {
  private static final int MIN_REQUESTS = 200;
  private static final double ERROR_RATE_INCREASE = 0.005;

  private Canaries() {}

  /** The steps. */
  public static List<CanaryStep> steps(CanarySpec spec) {
    return spec.steps().stream().map(Canaries::step).toList();
  }

  private static CanaryStep step(CanaryStepSpec spec) {
    Duration hold = spec.hold() == null ? Duration.ZERO : GoDuration.parse(spec.hold());
    return new CanaryStep(spec.weight(), hold, spec.approval() == Approval.Required);
  }

  /**
   * How far that candidate is by its status. Of an operator that did not write which steps were
   * done, only the share of its step is known.
   */
  static CanaryProgress progress(String revision, CanaryStatus status) {
    List<CanaryStepStatus> steps = status.done();
    List<CanaryStep> done = steps == null ? List.of() : steps.stream().map(Canaries::done).toList();
    if (done.size() != status.stepsDone()) {
      return CanaryProgress.unknown(revision, status.weight());
    }
    Instant since = Times.parse(status.since());
    Integer through = status.through();
    return new CanaryProgress(
        revision,
        done,
        status.steps(),
        status.weight(),
        through == null && since != null ? Integer.valueOf(0) : through,
        since,
        Times.parse(status.unsteadySince()));
  }

  private static CanaryStep done(CanaryStepStatus status) {
    return new CanaryStep(status.weight(), Duration.ZERO, status.approval() == Approval.Required);
  }

  /** The header whose value decides who is with the candidate; null where turns do. */
  public static @Nullable String sticky(ModelDeploymentSpec spec) {
    CanarySpec canary = Rollouts.of(spec).canary();
    return canary == null || canary.sticky() == null ? null : canary.sticky().header();
  }

  /** What the candidate is held to. */
  public static Limits limits(AnalysisSpec spec) {
    Integer minRequests = spec.minRequests();
    String increase = spec.maxErrorRateIncrease();
    AnalysisLimitsSpec limits = spec.limits();
    String successRate = limits == null ? null : limits.successRate();
    return new Limits(
        minRequests == null ? MIN_REQUESTS : minRequests,
        increase == null ? ERROR_RATE_INCREASE : share(increase),
        slower(spec.maxLatencyIncrease()),
        successRate == null ? null : failing(successRate),
        latency(limits == null ? null : limits.latencyP95()));
  }

  private static Limits.@Nullable LatencyIncrease slower(@Nullable LatencyIncreaseSpec spec) {
    if (spec == null) {
      return null;
    }
    LatencyQuantile quantile = spec.quantile() == null ? LatencyQuantile.P95 : spec.quantile();
    return new Limits.LatencyIncrease(share(quantile), 1 + spec.percent() / 100.0);
  }

  private static Limits.@Nullable Latency latency(@Nullable String p95) {
    return p95 == null
        ? null
        : new Limits.Latency(
            share(LatencyQuantile.P95), (double) GoDuration.parse(p95).toMillis() / 1_000);
  }

  private static double share(LatencyQuantile quantile) {
    return switch (quantile) {
      case P50 -> 0.5;
      case P90 -> 0.9;
      case P95 -> 0.95;
      case P99 -> 0.99;
    };
  }

  /** Of {@code 0.5%}, 0.005. */
  private static double share(String percentage) {
    return percent(percentage).movePointLeft(2).doubleValue();
  }

  /** Of {@code 99.5%} that succeed, 0.005. */
  private static double failing(String percentage) {
    return BigDecimal.ONE.subtract(percent(percentage).movePointLeft(2)).doubleValue();
  }

  private static BigDecimal percent(String percentage) {
    return new BigDecimal(percentage.replace("%", ""));
  }
}
