package dev.fairlead.operator.status;

import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.operator.apply.Applied;
import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.plan.Plan;
import dev.fairlead.operator.rollout.RevisionPods;
import dev.fairlead.operator.rollout.RolloutDecision.Step;
import dev.fairlead.operator.rollout.Selection;
import dev.fairlead.operator.scrape.Answer;
import dev.fairlead.operator.validate.Violation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that the status is made of.
 *
 * @param seen the snapshot
 * @param plan what was planned for it
 * @param applied what came of the plan
 * @param violations what stands against the spec
 * @param answer what came back through the Service
 * @param grace how long a Service that does not answer the operator is waited for
 */
public record Situation(
    Observation seen,
    Plan plan,
    Applied applied,
    List<Violation> violations,
    Answer answer,
    Duration grace) {

  @Nullable ModelDeploymentStatus previous() {
    return seen.primary().getStatus();
  }

  long generation() {
    return seen.primary().getMetadata().getGeneration();
  }

  int wanted() {
    Integer replicas = seen.primary().getSpec().replicas();
    return replicas == null ? 1 : replicas;
  }

  boolean paused() {
    return Boolean.TRUE.equals(seen.primary().getSpec().paused());
  }

  /** The declared revision, where it may be made. */
  @Nullable String target() {
    return plan.target() == null ? null : plan.target().name();
  }

  RevisionPods pods(@Nullable String revision) {
    return seen.live().stream()
        .filter(r -> r.revision().equals(revision))
        .findFirst()
        .orElse(new RevisionPods("", 0, 0, 0, 0, 0));
  }

  /** Ready pods behind the Service, of whichever revision. */
  int serving() {
    return seen.live().stream().mapToInt(RevisionPods::serving).sum();
  }

  /**
   * The target is the only one left, and the Service has led to it alone since before this
   * snapshot.
   */
  boolean rolledOut() {
    String target = target();
    return target != null
        && plan.decision() != null
        && plan.decision().step() == Step.DONE
        && seen.selection().equals(new Selection.One(target))
        && seen.deployments().stream().allMatch(d -> d.getMetadata().getName().equals(target));
  }

  /**
   * Whether the status already said that this revision serves; then nobody needs to be asked again.
   */
  public boolean wasReady() {
    ModelDeploymentStatus previous = previous();
    return previous != null
        && Optional.ofNullable(target()).equals(Optional.ofNullable(previous.stableRevision()))
        && Conditions.isTrue(previous.conditions(), "Ready")
        && wanted() > 0
        && serving() > 0;
  }

  /** Whether only the Service's own answer is missing. */
  public boolean awaitsAnswer() {
    return rolledOut() && !wasReady() && wanted() > 0 && seen.exactSince() != null;
  }

  /** Whether the declared revision serves, as far as a client could tell. */
  boolean serves() {
    if (!rolledOut() || pods(target()).serving() == 0) {
      return false;
    }
    return wasReady()
        || switch (answer) {
          case Answer.From from -> from.revision().equals(target());
          case Answer.None none -> endpointsTrusted();
          case Answer.NotAsked notAsked -> false;
        };
  }

  /**
   * The operator cannot reach the Service (a NetworkPolicy, a mesh), but Kubernetes says that its
   * endpoints are right.
   */
  boolean endpointsTrusted() {
    Instant since = seen.exactSince();
    return answer instanceof Answer.None
        && since != null
        && !seen.now().isBefore(since.plus(grace));
  }
}
