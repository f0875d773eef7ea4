package dev.fairlead.bench.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A closed loop: each client has a connection of its own and asks again as soon as it has its
 * answer.
 */
public final class Load {
  private static final int OK = 200;

  private final int port;
  private final List<byte[]> requests;
  private final Window window;
  private final AtomicInteger failures = new AtomicInteger();

  private Load(int port, List<byte[]> requests, Window window) {
    this.port = port;
    this.requests = requests;
    this.window = window;
  }

  /**
   * Asks until the window closes.
   *
   * @param requests whole ones, asked in turns; each client starts with another
   * @param cpu CPU time in seconds of what answers
   */
  public static Cell run(
      int port, List<byte[]> requests, int clients, Window window, Window.Meter cpu)
      throws InterruptedException {
    return new Load(port, requests, window).run(clients, cpu);
  }

  private Cell run(int clients, Window.Meter cpu) throws InterruptedException {
    var latencies = new ArrayList<Latencies>();
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < clients; i++) {
      var seen = new Latencies();
      int first = i;
      latencies.add(seen);
      threads.add(Thread.ofVirtual().start(() -> ask(first, seen)));
    }
    double cpuSeconds = window.growth(cpu);
    for (Thread thread : threads) {
      thread.join();
    }
    long[] sorted = Latencies.sorted(latencies);
    return new Cell(sorted, sorted.length, failures.get(), window.seconds(), cpuSeconds);
  }

  private void ask(int first, Latencies seen) {
    try (var client = new Client(port)) {
      for (int next = first; window.isOpen(); next++) {
        try {
          client.connect();
          long begin = System.nanoTime();
          Answer answer = client.ask(requests.get(next % requests.size()));
          long end = System.nanoTime();
          if (answer.status() != OK) {
            failures.incrementAndGet();
          } else if (window.holds(begin, end)) {
            seen.add(end - begin);
          }
        } catch (IOException e) {
          failures.incrementAndGet();
          Pause.take();
        }
      }
    }
  }
}
