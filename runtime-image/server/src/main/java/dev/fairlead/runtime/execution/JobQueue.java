package dev.fairlead.runtime.execution;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** The jobs that wait, oldest first, up to a number of them. */
final class JobQueue {
  private final int most;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition notEmpty = lock.newCondition();
  private final Condition more = lock.newCondition();
  private final Set<Job> waiting = new LinkedHashSet<>();
  private long weight;

  /** For each taker, what it took last and has not come back from. */
  private final long[] taken;

  /** For so many takers, each of which comes back when it is done with what it took. */
  JobQueue(int most, int takers) {
    this.most = most;
    this.taken = new long[takers];
  }

  /** False if it is full. */
  boolean offer(Job job) {
    lock.lock();
    try {
      if (waiting.size() >= most) {
        return false;
      }
      waiting.add(job);
      weight += job.weight();
      notEmpty.signal();
      more.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Its place goes to another one, if it still waits. */
  void remove(Job job) {
    lock.lock();
    try {
      if (waiting.remove(job)) {
        weight -= job.weight();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for the oldest job, and takes with it what may run together with it: the oldest of those
   * first, up to {@code budget}, but no more than one taker's share of all that waits and runs.
   *
   * @param taker who asks, which means that it is done with what it took before
   * @param until how long less than a share may wait for more to come, as {@link System#nanoTime}
   */
  List<Job> take(int taker, int budget, long until) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long before = taken[taker];
      taken[taker] = 0;
      while (waiting.isEmpty() || (weight < room(budget, before) && isBefore(until))) {
        if (waiting.isEmpty()) {
          notEmpty.await();
        } else {
          more.awaitNanos(until - System.nanoTime());
        }
      }
      List<Job> batch = oldest(room(budget, before));
      taken[taker] = batch.stream().mapToLong(Job::weight).sum();
      weight -= taken[taker];
      return batch;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takers with like shares have batches of like size, which cost less than a long and a short one.
   *
   * @param before what was taken last: whoever got an answer may well ask again
   */
  private long room(int budget, long before) {
    long all = Math.max(before, weight + LongStream.of(taken).sum());
    return Math.min(budget, Math.ceilDiv(all, taken.length));
  }

  private static boolean isBefore(long until) {
    return until - System.nanoTime() > 0;
  }

  private List<Job> oldest(long budget) {
    long room = budget;
    var batch = new ArrayList<Job>();
    Object kind = null;
    for (Iterator<Job> oldest = waiting.iterator(); oldest.hasNext(); ) {
      Job job = oldest.next();
      if (batch.isEmpty() || (job.kind().equals(kind) && job.weight() <= room)) {
        kind = job.kind();
        room -= job.weight();
        batch.add(job);
        oldest.remove();
      }
      if (room <= 0) {
        break;
      }
    }
    return batch;
  }

  /** The oldest, without waiting. */
  @Nullable Job poll() {
    lock.lock();
    try {
      if (waiting.isEmpty()) {
        return null;
      }
      Job oldest = waiting.iterator().next();
      remove(oldest);
      return oldest;
    } finally {
      lock.unlock();
    }
  }

  /** Whether {@link #offer} would say false. */
  boolean isFull() {
    return length() >= most;
  }

  /** How many wait. */
  int length() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /** What those that wait weigh together. */
  long weight() {
    lock.lock();
    try {
      return weight;
    } finally {
      lock.unlock();
    }
  }
}
