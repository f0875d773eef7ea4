package dev.fairlead.operator.plan;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * That a revision failed, as it is kept with its Deployment: it is not tried again while the spec
 * goes on to declare it under the same deadline, whatever becomes of the operator or the status.
 *
 * @param deadline that it did not meet
 * @param message what happened, in numbers
 */
record Failure(Duration deadline, String message) {
  /** Of a Deployment; goes with it. */
  static final String ANNOTATION = "serving.fairlead.dev/failed";

  /** As the annotation has it, such as {@code 10m nothing moved}. */
  String text() {
    return GoDuration.format(deadline) + " " + message;
  }

  /** What is kept with a Deployment; null where there is nothing, or something that is not ours. */
  static @Nullable Failure of(@Nullable Deployment deployment) {
    Map<String, String> annotations =
        deployment == null ? null : deployment.getMetadata().getAnnotations();
    String text = annotations == null ? null : annotations.get(ANNOTATION);
    int end = text == null ? -1 : text.indexOf(' ');
    if (text == null || end < 0) {
      return null;
    }
    try {
      return new Failure(GoDuration.parse(text.substring(0, end)), text.substring(end + 1));
    } catch (IllegalArgumentException | ArithmeticException e) {
      return null;
    }
  }
}
