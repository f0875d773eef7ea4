package dev.fairlead.operator.plan;

import dev.fairlead.operator.observe.Diagnosis;
import dev.fairlead.operator.observe.Observation;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Has pods tried again that the API server refused, for a quota that may have been raised since:
 * the ReplicaSet's own back-off grows to a quarter of an hour. A new annotation of the Deployment
 * is copied to its ReplicaSet, and a changed ReplicaSet is looked at without waiting; no pod is
 * touched.
 *
 * @see <a
 *     href="https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/deployment/util/deployment_util.go">SetNewReplicaSetAnnotations</a>
 */
public final class Nudge {
  /** When it was last done; it stays, since taking it away would be a write for nothing. */
  static final String TRIED_AGAIN_AT = "serving.fairlead.dev/tried-again-at";

  /** Between two, and from the refusal to the first. */
  static final Duration PATIENCE = Duration.ofMinutes(1);

  private Nudge() {}

  /** The annotations that a revision's Deployment is to have: what it has, until one is due. */
  static Map<String, String> of(@Nullable Deployment actual, Instant now) {
    if (dueAt(actual).filter(at -> !now.isBefore(at)).isPresent()) {
      return Map.of(TRIED_AGAIN_AT, now.truncatedTo(ChronoUnit.SECONDS).toString());
    }
    String last = last(actual);
    return last == null ? Map.of() : Map.of(TRIED_AGAIN_AT, last);
  }

  /** When the next one is due; empty while no pod is refused. */
  public static Optional<Instant> nextDue(Observation seen) {
    return seen.children().deployments().stream()
        .flatMap(d -> dueAt(d).stream())
        .filter(seen.now()::isBefore)
        .min(Comparator.naturalOrder());
  }

  private static Optional<Instant> dueAt(@Nullable Deployment actual) {
    return Diagnosis.refusal(actual)
        .map(refusal -> later(time(refusal.getLastTransitionTime()), time(last(actual))))
        .map(at -> at.plus(PATIENCE));
  }

  private static @Nullable String last(@Nullable Deployment actual) {
    Map<String, String> annotations = actual == null ? null : actual.getMetadata().getAnnotations();
    return annotations == null ? null : annotations.get(TRIED_AGAIN_AT);
  }

  /** Long ago, where somebody has written something else. */
  private static Instant time(@Nullable String text) {
    try {
      return text == null ? Instant.EPOCH : Instant.parse(text);
    } catch (DateTimeParseException e) {
      return Instant.EPOCH;
    }
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
