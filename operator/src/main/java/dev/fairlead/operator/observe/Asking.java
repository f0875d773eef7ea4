package dev.fairlead.operator.observe;

import dev.fairlead.operator.observe.Turns.Asker;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The Jobs that are asking what references stand for. */
final class Asking {
  /** A Job has its pod sooner, unless somebody refuses it: then it asks nobody. */
  private static final Duration POD_DUE = Duration.ofMinutes(1);

  /** A node ends its pods sooner: who has one for longer is held back, and asks nobody. */
  private static final Duration LONGEST = Duration.ofMinutes(15);

  private static final Set<String> ENDS = Set.of("Complete", "Failed");

  private Asking() {}

  /** On whose behalf. */
  static Set<Asker> of(Stream<Job> jobs, Instant now) {
    return jobs.filter(job -> isUnderWay(job, now))
        .flatMap(job -> asker(job).stream())
        .collect(Collectors.toSet());
  }

  private static boolean isUnderWay(Job job, Instant now) {
    JobStatus status = job.getStatus() == null ? new JobStatus() : job.getStatus();
    boolean hasEnded =
        status.getConditions().stream()
            .anyMatch(c -> ENDS.contains(c.getType()) && "True".equals(c.getStatus()));
    boolean hasPod = status.getActive() != null && status.getActive() > 0;
    return !hasEnded && now.isBefore(begunAt(job, status).plus(hasPod ? LONGEST : POD_DUE));
  }

  /** One that was suspended begins anew when it goes on. */
  private static Instant begunAt(Job job, JobStatus status) {
    String begun =
        status.getStartTime() == null
            ? job.getMetadata().getCreationTimestamp()
            : status.getStartTime();
    return begun == null ? Instant.MIN : Instant.parse(begun);
  }

  private static Optional<Asker> asker(Job job) {
    return Optional.ofNullable(Labels.get(job, Labels.MODEL_DEPLOYMENT))
        .map(name -> new Asker(job.getMetadata().getNamespace(), name));
  }
}
