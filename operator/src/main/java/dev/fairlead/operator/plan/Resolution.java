package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.Reason;
import dev.fairlead.operator.observe.Diagnosis;
import dev.fairlead.operator.observe.Finding;
import dev.fairlead.operator.observe.ModelPod;
import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.revision.Declared;
import dev.fairlead.operator.revision.History;
import dev.fairlead.operator.revision.Resolved;
import dev.fairlead.operator.revision.RevisionName;
import dev.fairlead.operator.validate.MutableModel;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the reference of a model stands for, that is not a recorded revision's: as for an earlier
 * revision of the same model, else as a Job found out.
 */
record Resolution(Observation seen, History history, Declared declared) {
  /** A Job has its pod sooner, unless somebody refuses it. */
  private static final Duration POD_DUE = Duration.ofSeconds(10);

  /**
   * Until then its controller goes on to ask for the pod, within a minute of each other; before the
   * deadline, which would end it for another reason.
   */
  private static final Duration UNBORN = ResolveJob.DEADLINE.minus(Healing.PATIENCE);

  /** Whether that has to be known before there can be a revision, and is not. */
  boolean isAwaited() {
    return isNeeded() && known().isEmpty();
  }

  /** It; empty where it is not known, or nothing that can change. */
  Optional<Resolved> known() {
    return isNeeded() ? history.resolved(declared).or(this::found) : Optional.empty();
  }

  private boolean isNeeded() {
    return MutableModel.isResolvable(seen.primary().getSpec().model());
  }

  /** What the Job says. */
  Optional<Resolved> found() {
    return pods().stream().flatMap(pod -> pod.resolved().stream()).findFirst();
  }

  /** How far the Job is. */
  Resolving awaited(PodSettings settings) {
    Job wanted = ResolveJob.of(seen.primary(), name(), settings);
    Job job = seen.job(name());
    if (job == null) {
      return new Resolving(wanted, null, false, null);
    }
    Optional<Instant> failedAt = ended(job, "Failed");
    if (failedAt.isPresent()) {
      Instant due = failedAt.get().plus(Healing.PATIENCE);
      return until(Healing.isNewGeneration(seen) ? seen.now() : due, wanted, failure());
    }
    // its pod may be seen to have ended a little later, or may be gone
    Optional<Instant> completeAt = ended(job, "Complete");
    if (completeAt.isPresent()) {
      boolean hasEnded = !pods().isEmpty() && pods().stream().noneMatch(ModelPod::isPresent);
      return until(completeAt.get().plus(Healing.PATIENCE), wanted, hasEnded ? failure() : null);
    }
    return pods().isEmpty()
        ? unborn(Instant.parse(job.getMetadata().getCreationTimestamp()), wanted)
        : new Resolving(wanted, Diagnosis.of(pods(), null).orElse(null), false, null);
  }

  /** A Job tells only by events that its pod is refused. */
  private Resolving unborn(Instant createdAt, Job wanted) {
    Instant toldAt = createdAt.plus(POD_DUE);
    return seen.now().isBefore(toldAt)
        ? new Resolving(wanted, null, false, toldAt)
        : until(
            Healing.isNewGeneration(seen) ? seen.now() : createdAt.plus(UNBORN),
            wanted,
            new Finding(
                Reason.POD_REFUSED,
                "Job %s gets no pod: kubectl describe job says who refuses it".formatted(name()),
                true));
  }

  private Resolving until(Instant due, Job wanted, @Nullable Finding finding) {
    return new Resolving(wanted, finding, !seen.now().isBefore(due), due);
  }

  /** Why the Job ended and said nothing. */
  Finding failure() {
    return Diagnosis.of(pods(), null)
        .map(f -> new Finding(f.reason(), f.message(), true))
        .orElseGet(
            () ->
                new Finding(
                    Reason.FETCH_FAILED,
                    "Job %s ended within %s, and did not say what spec.model.uri stands for: with spec.model.digest no Job is needed"
                        .formatted(name(), GoDuration.format(ResolveJob.DEADLINE)),
                    true));
  }

  /** The Job's name. */
  String name() {
    return RevisionName.ofResolution(seen.name(), declared);
  }

  /** The Job's own. */
  List<ModelPod> pods() {
    Job job = seen.job(name());
    return job == null ? List.of() : seen.podsOf(job);
  }

  /** When the Job ended like that. */
  static Optional<Instant> ended(Job job, String how) {
    Stream<JobCondition> conditions =
        job.getStatus() == null ? Stream.empty() : job.getStatus().getConditions().stream();
    return conditions
        .filter(c -> how.equals(c.getType()) && "True".equals(c.getStatus()))
        .map(JobCondition::getLastTransitionTime)
        .filter(time -> time != null)
        .map(Instant::parse)
        .findFirst();
  }
}
