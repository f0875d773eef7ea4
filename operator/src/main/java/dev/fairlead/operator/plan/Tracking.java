package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.api.v1alpha1.RolloutStatus;
import dev.fairlead.api.v1alpha1.RolloutStep;
import dev.fairlead.operator.observe.Finding;
import dev.fairlead.operator.observe.ModelPod;
import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.revision.Resolved;
import dev.fairlead.operator.revision.Revision;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A reference that is followed. The Job that asked last stays until the next one: its end is when
 * that was, its pod says what was found, and nothing else has to remember either.
 *
 * @param job as it should be when it asks
 * @param state how far that Job is
 * @param found what the reference stood for when it was last asked; null before the first answer
 * @param finding why the last Job brought no answer; null where it did, or may bring one soon
 * @param dueAt when it is to be asked next; null while a Job is under way, and while a rollout is
 * @param turnAt when it may try again where it was due and not let
 */
public record Tracking(
    Job job,
    State state,
    @Nullable Resolved found,
    @Nullable Finding finding,
    @Nullable Instant dueAt,
    Instant turnAt) {

  /** How far a Job is. */
  public enum State {
    /** There is none. */
    ABSENT,
    /** It asks. */
    OPEN,
    /** It has asked. */
    ENDED
  }

  static Tracking of(
      Resolution resolution, Revision known, Schedule schedule, PodSettings settings) {
    Observation seen = resolution.seen();
    Job there = seen.job(resolution.name());
    boolean isHeld = isRollingOut(seen.previous());
    Optional<Resolved> answer = isHeld ? Optional.empty() : resolution.found();
    Optional<Instant> answeredAt = there == null ? Optional.empty() : answeredAt(there, resolution);
    Optional<Instant> failedAt = there == null ? Optional.empty() : failedAt(there, resolution);
    State state =
        there == null
            ? State.ABSENT
            : answeredAt.isPresent() || failedAt.isPresent() ? State.ENDED : State.OPEN;
    Instant dueAt =
        state == State.ABSENT
            ? seen.now()
            : answeredAt.map(schedule::next).or(() -> failedAt.map(schedule::again)).orElse(null);
    return new Tracking(
        ResolveJob.of(seen.primary(), resolution.name(), settings),
        state,
        answer.orElse(known.resolved()),
        failedAt.isPresent()
            ? resolution.failure()
            : resolution.unplaced().filter(Finding::stuck).orElse(null),
        isHeld ? null : dueAt,
        schedule.turnAfter(seen.now()));
  }

  /**
   * While pods take over nobody asks, and no answer is taken: what moves faster than it is rolled
   * out would never get anywhere. A rollout that waits for a person, or does not go on, ends with
   * the next move.
   */
  private static boolean isRollingOut(@Nullable ModelDeploymentStatus status) {
    if (status == null || status.candidateRevision() == null || status.conditions() == null) {
      return false;
    }
    RolloutStatus rollout = status.rollout();
    return (rollout == null || rollout.step() != RolloutStep.AwaitingApproval)
        && status.conditions().stream().noneMatch(c -> "Stalled".equals(c.getType()));
  }

  /** Its pod may be gone: then its answer was taken, or is asked for when the next one is due. */
  private static Optional<Instant> answeredAt(Job job, Resolution resolution) {
    return hasSaidNothing(resolution) ? Optional.empty() : Resolution.ended(job, "Complete");
  }

  private static Optional<Instant> failedAt(Job job, Resolution resolution) {
    return Resolution.ended(job, "Failed")
        .or(() -> hasSaidNothing(resolution) ? Resolution.ended(job, "Complete") : Optional.empty())
        .or(() -> resolution.unbornUntil(job).filter(at -> !resolution.seen().now().isBefore(at)));
  }

  private static boolean hasSaidNothing(Resolution resolution) {
    return !resolution.pods().isEmpty()
        && resolution.pods().stream().noneMatch(ModelPod::isPresent)
        && resolution.found().isEmpty();
  }

  /** What it has moved to; empty while it stands for what that revision has. */
  Optional<Resolved> movedFrom(Revision revision) {
    Resolved before = revision.resolved();
    return Optional.ofNullable(found)
        .filter(now -> before == null || !now.identity().equals(before.identity()));
  }

  /** The Job's name. */
  public String name() {
    return job.getMetadata().getName();
  }

  /** Whether it is to be asked now. */
  public boolean isDue(Instant now) {
    return dueAt != null && !now.isBefore(dueAt);
  }

  /** When that may have changed though nothing happened; empty if it cannot. */
  public Optional<Instant> lookAgain(Instant now) {
    return isDue(now) ? Optional.of(turnAt) : Optional.ofNullable(dueAt);
  }
}
