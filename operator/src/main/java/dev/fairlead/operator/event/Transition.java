package dev.fairlead.operator.event;

import dev.fairlead.api.v1alpha1.CanaryStatus;
import dev.fairlead.api.v1alpha1.MirrorStatus;
import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.api.v1alpha1.VerificationStatus;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
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

  /** Told by the events of rollouts and their steps. */
  private static final Set<String> UNDER_WAY = Set.of("Progressing", "Mirroring", "Analyzing");

  public Transition {
    message = message.length() > MOST ? message.substring(0, MOST) : message;
  }

  /**
   * The transitions from one status to the next; none if neither the reason of {@code Ready}
   * changed, nor that it needs a person now, nor the candidate or its share, nor what is tracked,
   * nor that images differ.
   */
  public static List<Transition> between(
      @Nullable ModelDeploymentStatus before, ModelDeploymentStatus after) {
    var transitions = new ArrayList<Transition>();
    String candidate = after.candidateRevision();
    if (candidate != null
        && !candidate.equals(before == null ? null : before.candidateRevision())) {
      transitions.add(new Transition(false, "RolloutStarted", "rolling out revision " + candidate));
    }
    verified(before, after).ifPresent(transitions::add);
    mirrored(before, after).ifPresent(transitions::add);
    stepOf(before, after).ifPresent(transitions::add);
    Tracked.between(before, after).ifPresent(transitions::add);
    imagesDiffer(before, after).ifPresent(transitions::add);
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
    if ((changed || isNewlyStalled) && !UNDER_WAY.contains(ready.getReason())) {
      transitions.add(new Transition(isStalled, ready.getReason(), ready.getMessage()));
    }
    return transitions;
  }

  /** Pods of one revision were found to run different images. */
  private static Optional<Transition> imagesDiffer(
      @Nullable ModelDeploymentStatus before, ModelDeploymentStatus after) {
    return find(before, "ImageNotPinned").filter(Transition::tellsOfDifference).isPresent()
        ? Optional.empty()
        : find(after, "ImageNotPinned")
            .filter(Transition::tellsOfDifference)
            .map(c -> new Transition(true, c.getReason(), c.getMessage()));
  }

  private static boolean tellsOfDifference(Condition condition) {
    return "ImagesDiffer".equals(condition.getReason());
  }

  /** A canary has got the share of another step. */
  private static Optional<Transition> stepOf(
      @Nullable ModelDeploymentStatus before, ModelDeploymentStatus after) {
    CanaryStatus canary = canary(after);
    CanaryStatus last = canary(before);
    if (canary == null
        || canary.since() == null
        || (last != null && canary.since().equals(last.since()))) {
      return Optional.empty();
    }
    return Optional.of(
        new Transition(
            false,
            "CanaryStepStarted",
            "revision %s has a share of %d %%: step %d of %d"
                .formatted(
                    after.candidateRevision(),
                    canary.weight(),
                    Math.min(canary.stepsDone() + 1, canary.steps()),
                    canary.steps())));
  }

  /** A candidate has answered its golden requests as expected. */
  private static Optional<Transition> verified(
      @Nullable ModelDeploymentStatus before, ModelDeploymentStatus after) {
    VerificationStatus now = verification(after);
    VerificationStatus last = verification(before);
    if (now == null || !now.passed() || (last != null && last.passed())) {
      return Optional.empty();
    }
    return Optional.of(
        new Transition(
            false,
            "Verified",
            "revision %s answered %d golden requests as expected"
                .formatted(after.candidateRevision(), now.requests())));
  }

  /** Requests are mirrored to a candidate, or were for long enough. */
  private static Optional<Transition> mirrored(
      @Nullable ModelDeploymentStatus before, ModelDeploymentStatus after) {
    MirrorStatus now = mirror(after);
    MirrorStatus last = mirror(before);
    if (now == null) {
      return Optional.empty();
    }
    if (now.passed() && (last == null || !last.passed())) {
      return Optional.of(
          new Transition(
              false,
              "MirrorPassed",
              "revision %s answered %d mirrored requests as the one that serves"
                  .formatted(
                      after.candidateRevision(), now.compared() == null ? 0 : now.compared())));
    }
    return !now.passed() && now.since() != null && (last == null || last.since() == null)
        ? Optional.of(
            new Transition(
                false,
                "MirrorStarted",
                "revision %s gets %d %% of the requests too, and nobody its answers"
                    .formatted(after.candidateRevision(), now.percent())))
        : Optional.empty();
  }

  private static @Nullable VerificationStatus verification(@Nullable ModelDeploymentStatus status) {
    return status == null || status.rollout() == null ? null : status.rollout().verification();
  }

  private static @Nullable MirrorStatus mirror(@Nullable ModelDeploymentStatus status) {
    return status == null || status.rollout() == null ? null : status.rollout().mirror();
  }

  private static @Nullable CanaryStatus canary(@Nullable ModelDeploymentStatus status) {
    return status == null || status.rollout() == null ? null : status.rollout().canary();
  }

  private static Optional<Condition> find(@Nullable ModelDeploymentStatus status, String type) {
    return status == null || status.conditions() == null
        ? Optional.empty()
        : status.conditions().stream().filter(c -> type.equals(c.getType())).findFirst();
  }
}
