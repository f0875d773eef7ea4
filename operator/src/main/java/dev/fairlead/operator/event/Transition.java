package dev.fairlead.operator.event;

import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something that came to be between two statuses.
 *
 * @param warning whether a person should look
 * @param reason of the condition
 * @param message of the condition
 */
public record Transition(boolean warning, String reason, String message) {
  private static final int MOST = 1_000;

  public Transition {
    message = message.length() > MOST ? message.substring(0, MOST) : message;
  }

  /**
   * The transitions from one status to the next; none if neither the reason of {@code Ready}
   * changed nor that it needs a person now.
   */
  public static List<Transition> between(
      @Nullable ModelDeploymentStatus before, ModelDeploymentStatus after) {
    var transitions = new ArrayList<Transition>();
    String candidate = after.candidateRevision();
    if (candidate != null
        && !candidate.equals(before == null ? null : before.candidateRevision())) {
      transitions.add(new Transition(false, "RolloutStarted", "rolling out revision " + candidate));
    }
    Condition ready = find(after, "Ready").orElseThrow();
    boolean changed =
        !find(before, "Ready")
            .filter(
                c ->
                    Objects.equals(c.getReason(), ready.getReason())
                        && Objects.equals(c.getStatus(), ready.getStatus()))
            .isPresent();
    boolean isStalled = find(after, "Stalled").isPresent();
    boolean isNewlyStalled = isStalled && find(before, "Stalled").isEmpty();
    if ((changed || isNewlyStalled) && !"Progressing".equals(ready.getReason())) {
      transitions.add(new Transition(isStalled, ready.getReason(), ready.getMessage()));
    }
    return transitions;
  }

  private static Optional<Condition> find(@Nullable ModelDeploymentStatus status, String type) {
    return status == null || status.conditions() == null
        ? Optional.empty()
        : status.conditions().stream().filter(c -> type.equals(c.getType())).findFirst();
  }
}
