package dev.fairlead.runtime.execution;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The jobs that wait, oldest first, up to a number of them. */
final class JobQueue {
  private final int most;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition notEmpty = lock.newCondition();
  private final Set<Job> waiting = new LinkedHashSet<>();
  private long weight;

  JobQueue(int most) {
    this.most = most;
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
   * first, up to {@code budget}, but not what is the share of the other takers.
   */
  List<Job> take(int budget, int takers) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (waiting.isEmpty()) {
        notEmpty.await();
      }
      long room = Math.min(budget, Math.ceilDiv(weight, takers));
      var taken = new ArrayList<Job>();
      Object kind = null;
      for (Iterator<Job> oldest = waiting.iterator(); oldest.hasNext(); ) {
        Job job = oldest.next();
        boolean isFirst = taken.isEmpty();
        if (isFirst || (job.kind().equals(kind) && job.weight() <= room)) {
          kind = job.kind();
          room -= job.weight();
          weight -= job.weight();
          taken.add(job);
          oldest.remove();
        }
        if (room <= 0) {
          break;
        }
      }
      return taken;
    } finally {
      lock.unlock();
    }
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
