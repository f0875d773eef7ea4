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
import java.util.Comparator;
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
   * Until then its controller goes on to ask for the pod, within a minute of each other; the events
   * of another Job say what stands in the way by then.
   */
  private static final Duration UNBORN = Duration.ofMinutes(9);

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
    if (isSuspended(job)) {
      return new Resolving(wanted, suspended(), false, null);
    }
    return pods().isEmpty() ? unborn(begunAt(job), wanted) : begun(wanted);
  }

  /** A Job tells only by events that its pod is refused. */
  private Resolving unborn(Instant begunAt, Job wanted) {
    Instant toldAt = begunAt.plus(POD_DUE);
    return seen.now().isBefore(toldAt)
        ? new Resolving(wanted, null, false, toldAt)
        : until(
            Healing.isNewGeneration(seen) ? seen.now() : begunAt.plus(UNBORN), wanted, refused());
  }

  private Finding refused() {
    return new Finding(
        Reason.POD_REFUSED,
        "Job %s gets no pod: kubectl describe job says who refuses it".formatted(name()),
        true);
  }

  private Finding suspended() {
    return new Finding(
        Reason.SCHEDULING_GATED,
        "Job %s gets no pod before who suspended it (spec.suspend), such as a queue, lets it go on"
            .formatted(name()),
        false);
  }

  /** By its spec, or still by its status, which its controller changes a little later. */
  private static boolean isSuspended(Job job) {
    return Boolean.TRUE.equals(job.getSpec().getSuspend()) || isTrue(job, "Suspended");
  }

  /** Since when it is to have pods: one that was suspended begins anew when it goes on. */
  private static Instant begunAt(Job job) {
    String started = job.getStatus() == null ? null : job.getStatus().getStartTime();
    return Instant.parse(started == null ? job.getMetadata().getCreationTimestamp() : started);
  }

  private Resolving begun(Job wanted) {
    return unplaced()
        .map(finding -> new Resolving(wanted, finding, false, unplacedUntil()))
        .orElseGet(
            () -> new Resolving(wanted, Diagnosis.of(pods(), null).orElse(null), false, null));
  }

  /**
   * Why no node takes its pod, if none does. After a while that needs a person, as with pods that
   * serve; the pod goes on waiting.
   */
  Optional<Finding> unplaced() {
    return Diagnosis.of(pods(), null)
        .filter(f -> f.reason() == Reason.UNSCHEDULABLE)
        .map(f -> seen.now().isBefore(unplacedUntil()) ? f : stuck(f));
  }

  private Instant unplacedUntil() {
    return pods().stream()
        .map(ModelPod::createdAt)
        .max(Comparator.naturalOrder())
        .orElse(seen.now())
        .plus(Sizes.scheduleDeadline(seen.primary().getSpec()));
  }

  /** When a Job without a pod is given up; empty where it has one, has ended or is suspended. */
  Optional<Instant> unbornUntil(Job job) {
    boolean mayHavePods =
        ended(job, "Failed").isEmpty() && ended(job, "Complete").isEmpty() && !isSuspended(job);
    return mayHavePods && pods().isEmpty()
        ? Optional.of(begunAt(job).plus(UNBORN))
        : Optional.empty();
  }

  private Resolving until(Instant due, Job wanted, @Nullable Finding finding) {
    return new Resolving(wanted, finding, !seen.now().isBefore(due), due);
  }

  /** Why the Job ended and said nothing, or is given up. */
  Finding failure() {
    Job job = seen.job(name());
    if (job != null && unbornUntil(job).isPresent()) {
      return refused();
    }
    return Diagnosis.of(pods(), null)
        .map(Resolution::stuck)
        .orElseGet(
            () ->
                new Finding(
                    Reason.FETCH_FAILED,
                    ("Job %s ended, and did not say what spec.model.uri stands for; on a node its pod"
                            + " has %s: with spec.model.digest no Job is needed")
                        .formatted(name(), GoDuration.format(ResolveJob.DEADLINE)),
                    true));
  }

  private static Finding stuck(Finding finding) {
    return new Finding(finding.reason(), finding.message(), true);
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
    return conditions(job)
        .filter(c -> how.equals(c.getType()) && "True".equals(c.getStatus()))
        .map(JobCondition::getLastTransitionTime)
        .filter(time -> time != null)
        .map(Instant::parse)
        .findFirst();
  }

  private static boolean isTrue(Job job, String type) {
    return conditions(job).anyMatch(c -> type.equals(c.getType()) && "True".equals(c.getStatus()));
  }

  private static Stream<JobCondition> conditions(Job job) {
    return job.getStatus() == null ? Stream.empty() : job.getStatus().getConditions().stream();
  }
}
