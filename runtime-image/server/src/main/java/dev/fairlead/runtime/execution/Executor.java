package dev.fairlead.runtime.execution;

import dev.fairlead.runtime.engine.RunException;
import dev.fairlead.runtime.execution.Refusal.Kind;
import dev.fairlead.runtime.metrics.ServerMetrics;
import dev.fairlead.runtime.pipeline.Answer;
import dev.fairlead.runtime.pipeline.Request;
import dev.fairlead.runtime.pipeline.Task;
import dev.fairlead.runtime.tensor.NoRoomException;
import dev.fairlead.runtime.trace.RequestTrace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs requests: a bounded queue, and one platform thread for each CPU, or for the GPU, since a
 * native call pins its thread. A free worker takes its share of what there is, oldest first, as far
 * as it fits into one batch. A request that comes alone waits for nobody; what would wait until its
 * time is over is refused at once.
 */
public final class Executor implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Executor.class.getName());

  /** In {@link #deadlines}; a clock that says 0 costs one late alarm. */
  private static final long IDLE = 0;

  /**
   * The part of a shared run's time that its worker waits after it for those to come back who got
   * their answers: else it would take the first of them alone, and the others had to wait for that.
   */
  private static final long GATHERING = 20;

  /** Who is refused comes back no sooner. */
  private static final Duration SOON = Duration.ofSeconds(1);

  private static final String MISTAKE = "a run failed for a reason that is not the model's";
  private static final String FAILED = "the server failed: its log says why";

  private final Task task;
  private final ServerMetrics metrics;
  private final JobQueue queue;
  private final Pace pace;
  private final Longest longest = new Longest();
  private final ScheduledThreadPoolExecutor clock =
      new ScheduledThreadPoolExecutor(1, Executor::clockThread);
  private final List<Thread> workers = new ArrayList<>();

  /** For each worker the last deadline among the jobs that it runs, as {@link System#nanoTime}. */
  private final AtomicLongArray deadlines;

  private boolean closed;

  /**
   * Starts the workers.
   *
   * @param queueLength jobs that may wait
   */
  public Executor(Task task, int threads, int queueLength, ServerMetrics metrics) {
    this.task = task;
    this.metrics = metrics;
    this.queue = new JobQueue(queueLength, threads);
    this.pace = new Pace(threads);
    this.deadlines = new AtomicLongArray(threads);
    // else the memory of every request stays until its deadline, long after the answer
    clock.setRemoveOnCancelPolicy(true);
    metrics.queueLength(queue::length);
    metrics.workers(threads, this::busy);
    for (int i = 0; i < threads; i++) {
      int worker = i;
      workers.add(Thread.ofPlatform().name("inference-" + i).start(() -> work(worker)));
    }
  }

  private static Thread clockThread(Runnable run) {
    return Thread.ofPlatform().name("deadlines").daemon().unstarted(run);
  }

  /**
   * Queues a request; refuses it at once if the queue is full, if its time would be over before its
   * turn, or if this is closed.
   */
  public synchronized Job submit(Request request, Duration timeout, RequestTrace trace) {
    var job =
        new Job(
            request,
            task.kind(request),
            task.weight(request),
            System.nanoTime() + timeout.toNanos(),
            trace);
    @Nullable Refusal refusal = refusal(timeout);
    if (refusal == null) {
      // there is room: nobody else adds to it meanwhile
      var unused = queue.offer(job);
      watch(job, timeout);
    } else {
      job.refuse(refusal);
    }
    return job;
  }

  /**
   * Why a request of that time would be refused now, whatever it asks for, and counts it as
   * refused; null: it may be queued.
   */
  public synchronized @Nullable Refusal refusal(Duration timeout) {
    Duration wait = pace.until(queue.weight());
    if (closed) {
      metrics.refused("shutting_down");
      return shuttingDown();
    }
    if (wait.compareTo(timeout) > 0) {
      metrics.refused("late");
      return overloaded("the queue is longer than the request's time", wait);
    }
    if (queue.isFull()) {
      metrics.refused("queue_full");
      return overloaded("the queue is full", wait);
    }
    return null;
  }

  private void watch(Job job, Duration timeout) {
    var alarm =
        clock.schedule(
            () -> job.refuse(new Refusal(Kind.DEADLINE_EXCEEDED, "the request's time is over")),
            timeout.toNanos(),
            TimeUnit.NANOSECONDS);
    var unused =
        job.answer()
            .whenComplete(
                (answer, refusal) -> {
                  alarm.cancel(false);
                  if (refusal != null) {
                    // it leaves its place to another one
                    queue.remove(job);
                  }
                });
  }

  private void work(int worker) {
    long until = System.nanoTime();
    while (true) {
      try {
        List<Job> jobs = queue.take(worker, task.maxBatchWeight(), until);
        long start = System.nanoTime();
        serve(worker, jobs);
        long end = System.nanoTime();
        until = jobs.size() > 1 ? end + (end - start) / GATHERING : end;
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void serve(int worker, List<Job> jobs) {
    try {
      jobs.removeIf(Job::isOver);
      long now = System.nanoTime();
      for (Job job : jobs) {
        metrics.waited(now - job.submitted());
        job.trace().waited(job.submitted(), now);
      }
      if (!jobs.isEmpty()) {
        deadlines.set(worker, jobs.stream().mapToLong(Job::deadline).max().orElse(IDLE));
        run(new Batch(jobs));
      }
    } catch (Throwable e) {
      // whatever it is: the worker goes on with the next one
      LOG.log(Level.SEVERE, MISTAKE, e);
      jobs.forEach(job -> job.refuse(failed(FAILED)));
    } finally {
      deadlines.set(worker, IDLE);
    }
  }

  private void run(Batch batch) {
    if (batch.cancellation().isCancelled()) {
      return;
    }
    long start = System.nanoTime();
    Throwable failure = null;
    try {
      List<Answer> answers =
          task.run(batch.jobs().stream().map(Job::request).toList(), batch.cancellation());
      batch.ran(start, null);
      for (int i = 0; i < answers.size(); i++) {
        answer(batch.jobs().get(i), answers.get(i));
      }
    } catch (RunException | RuntimeException | Error e) {
      // a mistake of ours too may have come with one request: of memory, each alone needs less
      failure = e;
      batch.ran(start, e);
    } finally {
      long nanos = System.nanoTime() - start;
      pace.ran(batch.weight(), nanos);
      metrics.ran(batch.jobs().size(), nanos);
    }
    if (failure != null) {
      failed(batch, failure);
    }
  }

  private void answer(Job job, Answer answer) {
    if (answer instanceof Answer.Rejected rejected) {
      job.refuse(new Refusal(Kind.INVALID, rejected.why()));
    } else {
      // before the answer: who has it finds it counted
      metrics.tokens(answer.tokens());
      if (job.answer().complete(answer)) {
        longest.took(System.nanoTime() - job.submitted());
      }
    }
  }

  /**
   * One bad request must not fail its neighbours: each that somebody still waits for is run again,
   * alone.
   */
  private void failed(Batch batch, Throwable e) {
    if (batch.jobs().size() > 1) {
      batch.jobs().stream()
          .filter(job -> !job.isOver())
          .forEach(job -> run(new Batch(List.of(job))));
      return;
    }
    Job job = batch.jobs().getFirst();
    if (!job.isOver()) {
      job.refuse(refusal(e));
    }
  }

  private static Refusal refusal(Throwable e) {
    return switch (e) {
      case RunException failure -> {
        LOG.log(Level.WARNING, "a request failed: {0}", failure.getMessage());
        yield failed("the model failed: " + failure.getMessage());
      }
      case NoRoomException full -> new Refusal(Kind.OVERLOADED, String.valueOf(full.getMessage()));
      default -> {
        LOG.log(Level.SEVERE, MISTAKE, e);
        yield failed(FAILED);
      }
    };
  }

  private static Refusal failed(String message) {
    return new Refusal(Kind.FAILED, message);
  }

  private static Refusal overloaded(String why, Duration wait) {
    return new Refusal(
        Kind.OVERLOADED,
        why + ": try again later, or add replicas",
        wait.compareTo(SOON) < 0 ? SOON : wait);
  }

  private static Refusal shuttingDown() {
    return new Refusal(Kind.OVERLOADED, "the server is shutting down: try again");
  }

  /**
   * Nanoseconds of the longest that a request waited and ran of late until it had its answer; 0
   * before there were some.
   */
  public long longest() {
    return longest.nanos();
  }

  private int busy() {
    int busy = 0;
    for (int i = 0; i < deadlines.length(); i++) {
      busy += deadlines.get(i) == IDLE ? 0 : 1;
    }
    return busy;
  }

  /** Whether some run did not end although every deadline of its requests is that long ago. */
  public boolean isStuck(Duration grace) {
    long now = System.nanoTime();
    for (int i = 0; i < deadlines.length(); i++) {
      long deadline = deadlines.get(i);
      if (deadline != IDLE && now - deadline > grace.toNanos()) {
        return true;
      }
    }
    return false;
  }

  /** Ends the workers after what they run; what still waits is refused. */
  @Override
  public synchronized void close() {
    closed = true;
    @Nullable Job job;
    while ((job = queue.poll()) != null) {
      job.refuse(shuttingDown());
    }
    workers.forEach(Thread::interrupt);
    clock.shutdownNow();
  }
}
