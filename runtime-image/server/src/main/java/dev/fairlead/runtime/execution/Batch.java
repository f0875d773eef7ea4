package dev.fairlead.runtime.execution;

import dev.fairlead.runtime.engine.Cancellation;
import dev.fairlead.runtime.trace.Run;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Jobs that run together. */
record Batch(List<Job> jobs, Cancellation cancellation) {
  Batch(List<Job> jobs) {
    this(List.copyOf(jobs), new Cancellation());
    jobs.forEach(job -> job.runs(this));
    // who went before it was known here has told nobody
    stopIfUnwanted();
  }

  long weight() {
    return jobs.stream().mapToLong(Job::weight).sum();
  }

  /** Records the run that is over, where somebody wants to know. */
  void ran(long start, @Nullable Throwable failure) {
    if (jobs.stream().noneMatch(job -> job.trace().isRecorded())) {
      return;
    }
    var run =
        new Run(
            start,
            System.nanoTime(),
            weight(),
            jobs.stream().map(Job::trace).toList(),
            failure == null ? null : String.valueOf(failure.getMessage()));
    jobs.forEach(job -> job.trace().ran(run));
  }

  /** A run goes on as long as one of its clients waits. */
  void stopIfUnwanted() {
    if (jobs.stream().allMatch(Job::isOver)) {
      cancellation.cancel();
    }
  }
}
