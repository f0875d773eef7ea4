package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.Reason;
import dev.fairlead.operator.observe.Finding;
import dev.fairlead.operator.observe.PodRefusal;
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

  /** Whether it gets no pod: who refuses it is told by events only. */
  public boolean isRefused() {
    return finding != null && finding.reason() == Reason.POD_REFUSED;
  }

  /** The same, with the API server's words for it. */
  Resolving refused(String words) {
    Finding told = PodRefusal.of(words);
    return new Resolving(
        job,
        new Finding(
            told.reason(),
            "Job %s gets no pod: %s With spec.model.digest no Job is needed."
                .formatted(name(), sentence(told.message())),
            true),
        isOver,
        lookAgain);
  }

  private static String sentence(String words) {
    return words.endsWith(".") ? words : words + ".";
  }
}
