package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.MirrorSpec;
import dev.fairlead.operator.rollout.analysis.MirrorLimits;
import java.math.BigDecimal;

/** {@code spec.rollout.mirror} in numbers, with its defaults. */
final class Mirrors {
  private static final int MIN_REQUESTS = 100;

  private Mirrors() {}

  /** For the pods that serve. */
  static LiveSettings.Mirror settings(MirrorSpec spec) {
    return new LiveSettings.Mirror(
        spec.percent(),
        new BigDecimal(spec.maxRelativeDifference()).stripTrailingZeros().toPlainString());
  }

  /** For the candidate. */
  static MirrorLimits limits(MirrorSpec spec) {
    Integer minRequests = spec.minRequests();
    String agreement = spec.minTop1Agreement();
    return new MirrorLimits(
        minRequests == null ? MIN_REQUESTS : minRequests,
        Double.parseDouble(spec.maxRelativeDifference()),
        agreement == null
            ? null
            : new BigDecimal(agreement.replace("%", "")).movePointLeft(2).doubleValue());
  }
}
