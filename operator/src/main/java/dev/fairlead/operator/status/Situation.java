package dev.fairlead.operator.status;

import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.api.v1alpha1.Reason;
import dev.fairlead.operator.apply.Applied;
import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.plan.Plan;
import dev.fairlead.operator.plan.RuntimeImages;
import dev.fairlead.operator.plan.Sizes;
import dev.fairlead.operator.rollout.RevisionPods;
import dev.fairlead.operator.rollout.Rolling;
import dev.fairlead.operator.rollout.RolloutDecision.Step;
import dev.fairlead.operator.rollout.Selection;
import dev.fairlead.operator.scrape.Answer;
import dev.fairlead.operator.scrape.Fetching;
import dev.fairlead.operator.validate.Violation;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that the status is made of.
 *
 * @param seen the snapshot
 * @param violations what stands against the spec
 * @param plan what was planned for it
 * @param applied what came of the plan
 * @param answer what came back through the Service, or from a foreign server that is not ready
 * @param fetching how far the target's files are; null where nobody asked or answered
 * @param grace how long a Service that does not answer the operator is waited for
 * @param images today's default images
 */
public record Situation(
    Observation seen,
    List<Violation> violations,
    Plan plan,
    Applied applied,
    Answer answer,
    @Nullable Fetching fetching,
    Duration grace,
    RuntimeImages images) {
  public Situation {
    violations = List.copyOf(violations);
  }

  /** Before anybody was asked. */
  public static Situation of(
      Observation seen,
      List<Violation> violations,
      Plan plan,
      Applied applied,
      Duration grace,
      RuntimeImages images) {
    return new Situation(
        seen, violations, plan, applied, new Answer.NotAsked(), null, grace, images);
  }

  /** With what came back through the Service. */
  public Situation with(Answer answered) {
    return new Situation(seen, violations, plan, applied, answered, fetching, grace, images);
  }

  /** With how far the files are. */
  public Situation with(@Nullable Fetching progress) {
    return new Situation(seen, violations, plan, applied, answer, progress, grace, images);
  }

  @Nullable ModelDeploymentStatus previous() {
    return seen.previous();
  }

  int wanted() {
    return Sizes.of(seen.primary().getSpec()).wanted();
  }

  boolean isPaused() {
    return Boolean.TRUE.equals(seen.primary().getSpec().paused());
  }

  /** The revision that is to serve, where there may be one. */
  @Nullable String target() {
    return plan.targetName();
  }

  RevisionPods targetPods() {
    return seen.pods(target());
  }

  /** Where the rollout is; {@code STARTING} where none may begin. */
  Step step() {
    return plan.decision() == null ? Step.STARTING : plan.decision().step();
  }

  /** The Service leads to the target alone, and nobody else is left but who is kept for a while. */
  boolean isRolledOut() {
    String target = target();
    return target != null
        && plan.setback() == null
        && seen.selection().equals(new Selection.One(target))
        && switch (step()) {
          case KEEPING -> true;
          case DONE -> seen.live().stream().allMatch(r -> r.revision().equals(target));
          default -> false;
        };
  }

  /** The status already says that this revision serves, and it has done so without a gap. */
  boolean wasReady() {
    ModelDeploymentStatus previous = previous();
    return previous != null
        && target() != null
        && target().equals(previous.stableRevision())
        && Conditions.find(Conditions.of(previous), "Ready")
            .filter(Situation::isServing)
            .isPresent()
        && wanted() > 0
        && seen.serving() > 0;
  }

  /** Ready for another reason, {@code ScaledToZero}, says nothing of what answers. */
  private static boolean isServing(Condition ready) {
    return "True".equals(ready.getStatus()) && Reason.SERVING.value().equals(ready.getReason());
  }

  /**
   * The Service's endpoints are right, and every node has had the time to learn so: one that lags
   * leads to another revision, or to nobody.
   */
  boolean isSettled() {
    return !seen.now().isBefore(settledAt());
  }

  Instant settledAt() {
    Instant since = seen.exactSince();
    if (since == null) {
      return Instant.MAX;
    }
    return since.plus(Rolling.NODES_FOLLOW);
  }

  /** Whether only the Service's own answer is missing. */
  public boolean awaitsAnswer() {
    return isRolledOut() && isSettled() && targetPods().serving() > 0 && !wasReady();
  }

  /** Whether the revision serves, as far as a client could tell. */
  boolean serves() {
    if (!isRolledOut() || targetPods().serving() == 0) {
      return false;
    }
    return wasReady()
        || switch (answer) {
          case Answer.From from -> from.revision().equals(target());
          case Answer.Reached reached -> true;
          case Answer.None none -> isGraceOver();
          case Answer.Failed failed -> false;
          case Answer.Awaited awaited -> false;
          case Answer.Unready unready -> false;
          case Answer.NotAsked notAsked -> false;
        };
  }

  /**
   * Kubernetes has said for long enough that the Service's endpoints are right: they are trusted
   * where the operator cannot reach the Service (a NetworkPolicy, a mesh).
   */
  boolean isGraceOver() {
    return !seen.now().isBefore(trustedAt());
  }

  /** When they are. */
  Instant trustedAt() {
    Instant since = seen.exactSince();
    return since == null ? Instant.MAX : since.plus(grace);
  }
}
