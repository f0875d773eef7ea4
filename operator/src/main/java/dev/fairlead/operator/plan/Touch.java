package dev.fairlead.operator.plan;

import dev.fairlead.operator.observe.Labels;
import dev.fairlead.operator.observe.ModelPod;
import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.rollout.analysis.Readings;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A pod whose kubelet is to look at its volumes at once.
 *
 * @param pod that is changed
 * @param text of its annotation {@link Labels#LIVE}: the number of the settings, and when it was
 *     told
 */
public record Touch(ModelPod pod, String text) {
  /** The kubelet's own view of the ConfigMap may have been behind: it is told again. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  /** What has been in vain for long is told less often: after such a part of that time. */
  private static final int PART = 4;

  static Touch of(ModelPod pod, LiveSettings live, Instant now) {
    return new Touch(pod, live.number() + " " + now.truncatedTo(ChronoUnit.SECONDS));
  }

  /** Whether it was told before; other pods start with the settings as they are. */
  boolean isRepeated() {
    return told(pod) != null;
  }

  /** Whether any pod was ever told of settings. */
  static boolean wasAnybody(Observation seen) {
    return seen.children().pods().stream().anyMatch(pod -> told(pod) != null);
  }

  private static @Nullable String told(ModelPod pod) {
    Map<String, String> annotations = pod.pod().getMetadata().getAnnotations();
    return annotations == null ? null : annotations.get(Labels.LIVE);
  }

  /** Whether it has not been told yet, or was in vain. */
  static boolean isDue(ModelPod pod, LiveSettings live, @Nullable Readings readings, Instant now) {
    String text = told(pod);
    if (text == null || !text.startsWith(live.number() + " ")) {
      return true;
    }
    Long inForce = readings == null ? null : readings.inForce().get(pod.name());
    return inForce != null
        && inForce != live.number()
        && !now.isBefore(time(text).plus(patience(live, now)));
  }

  private static Duration patience(LiveSettings live, Instant now) {
    Duration part = Duration.between(live.madeAt(), now).dividedBy(PART);
    return part.compareTo(PATIENCE) > 0 ? part : PATIENCE;
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text.substring(text.indexOf(' ') + 1));
    } catch (DateTimeParseException e) {
      return Instant.EPOCH;
    }
  }
}
