package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.ModelDeploymentSpec;
import dev.fairlead.api.v1alpha1.Reason;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * That a revision failed, as it is kept with its Deployment: it is not tried again while the spec
 * goes on to ask for it under the same deadline, whatever becomes of the operator or the status.
 *
 * @param deadline that it did not meet, or that held when it failed
 * @param isPinned whether the spec pinned it then
 * @param gate {@code VerificationFailed} or {@code MirrorFailed}, where that was what it failed;
 *     else null
 * @param message what happened, in numbers
 */
public record Failure(Duration deadline, boolean isPinned, @Nullable Reason gate, String message) {
  /** Of a Deployment; goes with it. */
  static final String ANNOTATION = "serving.fairlead.dev/failed";

  private static final List<Reason> GATES =
      List.of(Reason.VERIFICATION_FAILED, Reason.MIRROR_FAILED);

  private static final String PINNED = "pinned: ";

  /** One of now, under that spec; {@code gate} is null where no gate has found it. */
  static Failure of(ModelDeploymentSpec spec, @Nullable Reason gate, String message) {
    boolean isPinned = Rollouts.of(spec).pinnedRevision() != null;
    return new Failure(Sizes.progressDeadline(spec), isPinned, gate, message);
  }

  /** Whether that spec asks for no other try: neither by a longer deadline nor by a pin since. */
  boolean counts(ModelDeploymentSpec spec) {
    return deadline.compareTo(Sizes.progressDeadline(spec)) >= 0
        && (isPinned || Rollouts.of(spec).pinnedRevision() == null);
  }

  /** As the annotation has it, such as {@code 10m nothing moved}. */
  String text() {
    String pin = isPinned ? PINNED : "";
    String reason = gate == null ? "" : gate.value() + ": ";
    return GoDuration.format(deadline) + " " + pin + reason + message;
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
      return of(GoDuration.parse(text.substring(0, end)), text.substring(end + 1));
    } catch (IllegalArgumentException | ArithmeticException e) {
      return null;
    }
  }

  private static Failure of(Duration deadline, String text) {
    boolean isPinned = text.startsWith(PINNED);
    String rest = isPinned ? text.substring(PINNED.length()) : text;
    return GATES.stream()
        .filter(gate -> rest.startsWith(gate.value() + ": "))
        .findFirst()
        .map(
            gate ->
                new Failure(
                    deadline,
                    isPinned,
                    gate,
                    rest.substring(gate.value().length() + ": ".length())))
        .orElseGet(() -> new Failure(deadline, isPinned, null, rest));
  }
}
