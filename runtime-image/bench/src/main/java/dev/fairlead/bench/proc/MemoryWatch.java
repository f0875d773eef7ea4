package dev.fairlead.bench.proc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Looks at the memory of processes again and again, until it is closed. */
public final class MemoryWatch implements AutoCloseable {
  private final ProcessTree processes;
  private final Duration every;
  private final LongSupplier done;
  private final CountDownLatch end = new CountDownLatch(1);
  private final List<Sample> samples = new ArrayList<>();

  private MemoryWatch(ProcessTree processes, Duration every, LongSupplier done) {
    this.processes = processes;
    this.every = every;
    this.done = done;
  }

  /**
   * Begins.
   *
   * @param done how many requests were answered by now
   */
  public static MemoryWatch start(ProcessTree processes, Duration every, LongSupplier done) {
    var watch = new MemoryWatch(processes, every, done);
    Thread.ofPlatform().name("memory").daemon().start(watch::run);
    return watch;
  }

  private void run() {
    try {
      do {
        look();
      } while (!end.await(every.toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void look() {
    samples.add(new Sample(done.getAsLong(), processes.rssMib()));
  }

  /** What was seen until now, with one more look; the oldest first. */
  public synchronized List<Sample> samples() {
    look();
    return List.copyOf(samples);
  }

  /** The most that was seen until now, in MiB. */
  public double mostMib() {
    return samples().stream().mapToDouble(Sample::rssMib).max().orElse(0);
  }

  @Override
  public void close() {
    end.countDown();
  }
}
