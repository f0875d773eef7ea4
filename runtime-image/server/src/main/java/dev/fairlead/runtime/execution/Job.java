package dev.fairlead.runtime.execution;

import dev.fairlead.runtime.execution.Refusal.Kind;
import dev.fairlead.runtime.pipeline.Answer;
import dev.fairlead.runtime.pipeline.Request;
import dev.fairlead.runtime.trace.RequestTrace;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A request on its way through the queue and a worker. */
public final class Job {
  private final Request request;
  private final Object kind;
  private final int weight;
  private final RequestTrace trace;
  private final long submitted = System.nanoTime();
  private final long deadline;
  private final CompletableFuture<Answer> answer = new CompletableFuture<>();
  private @Nullable Batch batch;

  /**
   * A new one.
   *
   * @param kind as {@link dev.fairlead.runtime.pipeline.Task#kind}
   * @param weight as {@link dev.fairlead.runtime.pipeline.Task#weight}
   */
  Job(Request request, Object kind, int weight, long deadlineNanos, RequestTrace trace) {
    this.request = request;
    this.kind = kind;
    this.weight = weight;
    this.trace = trace;
    this.deadline = deadlineNanos;
  }

  Request request() {
    return request;
  }

  /** Jobs of equal kinds may run together. */
  Object kind() {
    return kind;
  }

  /** In a batch. */
  int weight() {
    return weight;
  }

  /** What is recorded of it. */
  RequestTrace trace() {
    return trace;
  }

  /** When it came, as {@link System#nanoTime()}. */
  long submitted() {
    return submitted;
  }

  /** As {@link System#nanoTime()}. */
  long deadline() {
    return deadline;
  }

  /** Completes once: with the answer, or with a {@link Refusal}. */
  public CompletableFuture<Answer> answer() {
    return answer;
  }

  /** The client is gone: the job leaves the queue, and a run that is only for it stops. */
  public void cancel() {
    refuse(new Refusal(Kind.CANCELLED, "the client is gone"));
  }

  void refuse(Refusal refusal) {
    if (answer.completeExceptionally(refusal)) {
      Batch running;
      synchronized (this) {
        running = batch;
      }
      if (running != null) {
        running.stopIfUnwanted();
      }
    }
  }

  synchronized void runs(Batch batch) {
    this.batch = batch;
  }

  boolean isOver() {
    return answer.isDone();
  }
}
