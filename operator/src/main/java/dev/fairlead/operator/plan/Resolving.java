package dev.fairlead.operator.plan;

import dev.fairlead.operator.observe.Finding;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A Job is finding out what the model's reference stands for; before that there is no revision.
 *
 * @param job as it should be
 * @param finding what keeps it from an answer; null while nothing is known to
 * @param isOver whether another one takes its place, since it will have none
 * @param lookAgain when that may have changed though nothing happened; null if it cannot
 */
public record Resolving(
    Job job, @Nullable Finding finding, boolean isOver, @Nullable Instant lookAgain) {
  /** Its name. */
  public String name() {
    return job.getMetadata().getName();
  }
}
