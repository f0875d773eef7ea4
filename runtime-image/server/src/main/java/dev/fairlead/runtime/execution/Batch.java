package dev.fairlead.runtime.execution;

import dev.fairlead.runtime.engine.Cancellation;
import java.util.List;

/** Jobs that run together. */
record Batch(List<Job> jobs, Cancellation cancellation) {
  Batch(List<Job> jobs) {
    this(List.copyOf(jobs), new Cancellation());
    jobs.forEach(job -> job.runs(this));
  }

  /** A run goes on as long as one of its clients waits. */
  void stopIfUnwanted() {
    if (jobs.stream().allMatch(Job::isOver)) {
      cancellation.cancel();
    }
  }
}
