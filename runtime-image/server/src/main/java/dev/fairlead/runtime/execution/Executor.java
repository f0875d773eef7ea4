package dev.fairlead.runtime.execution;

import dev.fairlead.runtime.engine.RunException;
import dev.fairlead.runtime.execution.Refusal.Kind;
import dev.fairlead.runtime.metrics.ServerMetrics;
import dev.fairlead.runtime.pipeline.Answer;
import dev.fairlead.runtime.pipeline.Request;
import dev.fairlead.runtime.pipeline.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs requests: a bounded queue, and one platform thread for each CPU, since a native call pins
 * its thread. A free worker takes what waits, oldest first, as far as it fits into one batch;
 * nothing waits for company.
 */
public final class Executor implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Executor.class.getName());

  private final Task task;
  private final ServerMetrics metrics;
  private final BlockingQueue<Job> queue;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(Executor::clockThread);
  private final List<Thread> workers = new ArrayList<>();
  private final AtomicLongArray busySince;
  private volatile boolean closed;

  /**
   * Starts the workers.
   *
   * @param queueLength jobs that may wait
   */
  public Executor(Task task, int threads, int queueLength, ServerMetrics metrics) {
    this.task = task;
    this.metrics = metrics;
    this.queue = new ArrayBlockingQueue<>(queueLength);
    this.busySince = new AtomicLongArray(threads);
    metrics.queueLength(queue::size);
    for (int i = 0; i < threads; i++) {
      int worker = i;
      workers.add(Thread.ofPlatform().name("inference-" + i).start(() -> work(worker)));
    }
  }

  private static Thread clockThread(Runnable run) {
    return Thread.ofPlatform().name("deadlines").daemon().unstarted(run);
  }

  /** Queues a request; refuses it at once if the queue is full. */
  public Job submit(Request request, Duration timeout) {
    var job = new Job(request, System.nanoTime() + timeout.toNanos());
    if (closed || !queue.offer(job)) {
      job.refuse(
          new Refusal(Kind.OVERLOADED, "the queue is full: try again later, or add replicas"));
      return job;
    }
    var deadline =
        clock.schedule(
            () -> job.refuse(new Refusal(Kind.DEADLINE_EXCEEDED, "the request's time is over")),
            timeout.toNanos(),
            TimeUnit.NANOSECONDS);
    var unused =
        job.answer()
            .whenComplete(
                (answer, refusal) -> {
                  deadline.cancel(false);
                  if (refusal != null && queue.remove(job)) {
                    metrics.shed();
                  }
                });
    return job;
  }

  private void work(int worker) {
    while (!closed) {
      try {
        Job first = queue.poll(1, TimeUnit.SECONDS);
        if (first != null && !first.isOver()) {
          busySince.set(worker, System.nanoTime());
          run(new Batch(company(first)));
        }
      } catch (InterruptedException e) {
        return;
      } finally {
        busySince.set(worker, 0);
      }
    }
  }

  private List<Job> company(Job first) {
    var jobs = new ArrayList<>(List.of(first));
    int budget = task.maxBatchTokens() - task.tokens(first.request());
    while (budget > 0) {
      Job next = queue.peek();
      int tokens = next == null ? 0 : task.tokens(next.request());
      if (next == null || tokens > budget || !queue.remove(next)) {
        break;
      }
      if (!next.isOver()) {
        jobs.add(next);
        budget -= tokens;
      }
    }
    return jobs;
  }

  private void run(Batch batch) {
    long start = System.nanoTime();
    try {
      List<Answer> answers =
          task.run(batch.jobs().stream().map(Job::request).toList(), batch.cancellation());
      for (int i = 0; i < answers.size(); i++) {
        batch.jobs().get(i).answer().complete(answers.get(i));
      }
    } catch (RunException | RuntimeException e) {
      failed(batch, e);
    } finally {
      metrics.ran(batch.jobs().size(), System.nanoTime() - start);
    }
  }

  /** One bad request must not fail its neighbours: each is run again, alone. */
  private void failed(Batch batch, Exception e) {
    List<Job> waiting = batch.jobs().stream().filter(job -> !job.isOver()).toList();
    if (batch.jobs().size() > 1) {
      waiting.forEach(job -> run(new Batch(List.of(job))));
      return;
    }
    if (!waiting.isEmpty()) {
      LOG.log(Level.WARNING, "a request failed: {0}", e.getMessage());
      waiting.forEach(
          job -> job.refuse(new Refusal(Kind.FAILED, "the model failed: " + e.getMessage())));
    }
  }

  /** Whether some worker has been inside the engine for longer than that. */
  public boolean isStuck(Duration limit) {
    long now = System.nanoTime();
    for (int i = 0; i < busySince.length(); i++) {
      long since = busySince.get(i);
      if (since != 0 && now - since > limit.toNanos()) {
        return true;
      }
    }
    return false;
  }

  /** Ends the workers after what they run; what still waits is refused. */
  @Override
  public void close() {
    closed = true;
    @Nullable Job job;
    while ((job = queue.poll()) != null) {
      job.refuse(new Refusal(Kind.OVERLOADED, "the server is shutting down"));
    }
    workers.forEach(Thread::interrupt);
    clock.shutdownNow();
  }
}
