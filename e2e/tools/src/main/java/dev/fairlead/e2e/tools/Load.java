package dev.fairlead.e2e.tools;

import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Clients that ask at a steady rate: some keep their connection, the others open one for each
 * request. Anything but an answer with status 200 is a failure.
 */
final class Load {
  private static final int EXAMPLES = 10;

  private final Options options;
  private final URI url;
  private final String body;
  private final long gapNanos;
  private final Map<String, Integer> failures = new TreeMap<>();
  private final List<String> first = new ArrayList<>();
  private final Map<String, Integer> revisions = new TreeMap<>();
  private final List<Integer> micros = new ArrayList<>();
  private int kept;
  private int fresh;

  Load(Options options) {
    this.options = options;
    url = options.url();
    body = options.text("body");
    int clients = options.number("keep", 1) + options.number("fresh", 1);
    gapNanos = TimeUnit.SECONDS.toNanos(clients) / options.number("rate", 40);
  }

  /** Asks until the time is up. */
  void run() throws InterruptedException {
    long end = System.nanoTime() + options.time().toNanos();
    for (int i = 0; i < options.number("keep", 1); i++) {
      Thread.ofPlatform().daemon().start(() -> ask(true, end));
    }
    for (int i = 0; i < options.number("fresh", 1); i++) {
      Thread.ofPlatform().daemon().start(() -> ask(false, end));
    }
    Reports.print(options.time(), this::seen);
  }

  /** A client that is late asks at once, and does not make up for what it missed. */
  private void ask(boolean keep, long end) {
    @Nullable Http connection = null;
    for (long next = System.nanoTime();
        next < end;
        next = Math.max(System.nanoTime(), next + gapNanos)) {
      try {
        TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
        long start = System.nanoTime();
        if (connection == null) {
          connection = new Http(url);
        }
        Http.Reply reply = connection.send(body, keep);
        count(reply, keep, System.nanoTime() - start);
        if (!keep || reply.last()) {
          connection.close();
          connection = null;
        }
      } catch (IOException | RuntimeException e) {
        failed(e.getClass().getSimpleName() + ": " + e.getMessage());
        connection = null;
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private synchronized void count(Http.Reply reply, boolean keep, long nanos) {
    if (reply.status() == 200) {
      revisions.merge(reply.revision(), 1, Integer::sum);
      micros.add((int) Math.min(Integer.MAX_VALUE, nanos / 1_000));
      kept += keep ? 1 : 0;
      fresh += keep ? 0 : 1;
    } else {
      failed("HTTP status " + reply.status());
    }
  }

  private synchronized void failed(String why) {
    failures.merge(why, 1, Integer::sum);
    if (first.size() < EXAMPLES) {
      first.add(Instant.now() + " " + why);
    }
  }

  private synchronized Map<String, Object> seen() {
    int[] sorted = micros.stream().mapToInt(Integer::intValue).sorted().toArray();
    return Map.of(
        "requests",
        sorted.length + failures.values().stream().mapToInt(n -> n).sum(),
        "kept",
        kept,
        "fresh",
        fresh,
        "failures",
        new TreeMap<>(failures),
        "revisions",
        new TreeMap<>(revisions),
        "p50Micros",
        quantile(sorted, 50),
        "p99Micros",
        quantile(sorted, 99));
  }

  private static int quantile(int[] sorted, int percent) {
    return sorted.length == 0
        ? 0
        : sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
  }
}
