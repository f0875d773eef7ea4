package dev.fairlead.operator.plan;

import dev.fairlead.operator.observe.ModelPod;
import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.revision.History;
import dev.fairlead.operator.rollout.Selection;
import dev.fairlead.operator.rollout.analysis.Readings;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** What all ready pods of a revision do by now. */
final class InForce {
  private InForce() {}

  /** The live settings as they are written; empty while a pod is behind, or nobody knows. */
  static Optional<LiveSettings> of(Observation seen, String revision, @Nullable Readings readings) {
    return written(seen)
        .filter(w -> areAll(seen, revision, readings, number -> number == w.number()));
  }

  /**
   * Whether it is known that no pod hands requests on, or sends them to another one too. That what
   * is written now is in force is not needed: it may be about something else.
   */
  static boolean arePodsQuiet(Observation seen, History history, @Nullable Readings readings) {
    LiveSettings written = written(seen).orElse(null);
    if (written == null) {
      return !Touch.wasAnybody(seen);
    }
    return written.lastShare() == 0
        || (written.isQuiet()
            && seen.selection() instanceof Selection.One stable
            && (!mayShare(history, stable.revision())
                || areAll(
                    seen, stable.revision(), readings, number -> number > written.lastShare())));
  }

  /** The live settings as they are written. */
  static Optional<LiveSettings> written(Observation seen) {
    return Optional.ofNullable(
        LiveSettings.of(seen.children().configMap(LiveSettings.name(seen.primary()))));
  }

  /** Whether all ready pods, of which there is one, say that they have settings of such numbers. */
  private static boolean areAll(
      Observation seen, String revision, @Nullable Readings readings, LongPredicate wanted) {
    List<ModelPod> pods = seen.podsOf(revision).stream().filter(ModelPod::isReady).toList();
    return readings != null
        && !pods.isEmpty()
        && pods.stream()
            .allMatch(pod -> wanted.test(readings.inForce().getOrDefault(pod.name(), 0L)));
  }

  /** A server of others knows no settings, and tells nothing of them either. */
  private static boolean mayShare(History history, String revision) {
    return history.named(revision).map(LiveSettings::areReadBy).orElse(true);
  }
}
