package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.ModelDeploymentSpec;
import dev.fairlead.api.v1alpha1.RollingSpec;
import dev.fairlead.operator.rollout.Size;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Numbers and times of a spec, with their defaults. */
public final class Sizes {
  private static final Duration PROGRESS_DEADLINE = Duration.ofMinutes(10);
  private static final Duration SCHEDULE_DEADLINE = Duration.ofMinutes(30);
  private static final int HISTORY_LIMIT = 10;

  private Sizes() {}

  /**
   * Replicas, surge and unavailability; percentages as in a Deployment: surge rounds up,
   * unavailability down.
   */
  public static Size of(ModelDeploymentSpec spec) {
    int wanted = spec.replicas() == null ? 1 : spec.replicas();
    RollingSpec rolling = Rollouts.of(spec).rolling();
    int surge = pods(rolling == null ? null : rolling.maxSurge(), wanted, 1, true);
    int unavailable = pods(rolling == null ? null : rolling.maxUnavailable(), wanted, 0, false);
    return new Size(wanted, surge, unavailable);
  }

  /** How long a rollout may stand still before it has failed. */
  public static Duration progressDeadline(ModelDeploymentSpec spec) {
    return duration(Rollouts.of(spec).progressDeadline(), PROGRESS_DEADLINE);
  }

  /** How long a pod may wait for a node before somebody has to know. */
  public static Duration scheduleDeadline(ModelDeploymentSpec spec) {
    return duration(Rollouts.of(spec).scheduleDeadline(), SCHEDULE_DEADLINE);
  }

  /** How many revisions that nothing refers to are kept. */
  static int historyLimit(ModelDeploymentSpec spec) {
    return spec.revisionHistoryLimit() == null ? HISTORY_LIMIT : spec.revisionHistoryLimit();
  }

  private static Duration duration(@Nullable String text, Duration otherwise) {
    return text == null ? otherwise : GoDuration.parse(text);
  }

  private static int pods(@Nullable IntOrString value, int wanted, int otherwise, boolean up) {
    if (value == null) {
      return otherwise;
    }
    if (value.getIntVal() != null) {
      return value.getIntVal();
    }
    int percent = Integer.parseInt(value.getStrVal().replace("%", ""));
    return up ? Math.ceilDiv(wanted * percent, 100) : Math.floorDiv(wanted * percent, 100);
  }
}
