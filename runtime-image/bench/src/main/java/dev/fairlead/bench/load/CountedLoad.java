package dev.fairlead.bench.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A closed loop of a number of requests, however long they take. */
public final class CountedLoad {
  private static final int OK = 200;

  /** A server that fails as often is not worth to be asked on. */
  private static final long MOST_FAILURES = 1_000;

  private final int port;
  private final List<byte[]> requests;
  private final long total;
  private final AtomicLong begun = new AtomicLong();
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();

  /**
   * Asks nothing yet.
   *
   * @param requests whole ones, asked in turns
   * @param total how many are asked together
   */
  public CountedLoad(int port, List<byte[]> requests, long total) {
    this.port = port;
    this.requests = requests;
    this.total = total;
  }

  /** Asks until all were answered, or too many failed. */
  public void run(int clients) throws InterruptedException {
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < clients; i++) {
      threads.add(Thread.ofVirtual().start(this::ask));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void ask() {
    try (var client = new Client(port)) {
      for (long next = begun.getAndIncrement();
          next < total && failures.get() < MOST_FAILURES;
          next = begun.getAndIncrement()) {
        try {
          Answer answer = client.ask(requests.get((int) (next % requests.size())));
          if (answer.status() != OK) {
            failures.incrementAndGet();
          }
        } catch (IOException e) {
          failures.incrementAndGet();
          Pause.take();
        }
        done.incrementAndGet();
      }
    }
  }

  /** How many are over by now, well or not. */
  public long done() {
    return done.get();
  }

  /** How many of them got anything but an answer with status 200. */
  public long failures() {
    return failures.get();
  }
}
