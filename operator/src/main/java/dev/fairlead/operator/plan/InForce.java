package dev.fairlead.operator.plan;

import dev.fairlead.operator.observe.ModelPod;
import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.rollout.analysis.Readings;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What all ready pods of a revision do by now. */
final class InForce {
  private InForce() {}

  /** The live settings as they are written; empty while a pod is behind, or nobody knows. */
  static Optional<LiveSettings> of(Observation seen, String revision, @Nullable Readings readings) {
    LiveSettings written =
        LiveSettings.of(seen.children().configMap(LiveSettings.name(seen.primary())));
    if (written == null || readings == null) {
      return Optional.empty();
    }
    List<ModelPod> pods = seen.podsOf(revision).stream().filter(ModelPod::isReady).toList();
    boolean isEverywhere =
        !pods.isEmpty()
            && pods.stream()
                .allMatch(p -> readings.inForce().getOrDefault(p.name(), 0L) == written.number());
    return isEverywhere ? Optional.of(written) : Optional.empty();
  }
}
