package dev.fairlead.operator.plan;

import dev.fairlead.operator.observe.ModelPod;
import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.revision.History;
import dev.fairlead.operator.rollout.Selection;
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

  /** Whether it is known that no pod hands requests on, or sends them to another one too. */
  static boolean arePodsQuiet(Observation seen, History history, @Nullable Readings readings) {
    if (LiveSettings.of(seen.children().configMap(LiveSettings.name(seen.primary()))) == null) {
      return true;
    }
    return seen.selection() instanceof Selection.One stable
        && (!mayShare(history, stable.revision())
            || of(seen, stable.revision(), readings).filter(LiveSettings::isQuiet).isPresent());
  }

  /** A server of others knows no settings, and tells nothing of them either. */
  private static boolean mayShare(History history, String revision) {
    return history.named(revision).map(LiveSettings::areReadBy).orElse(true);
  }
}
