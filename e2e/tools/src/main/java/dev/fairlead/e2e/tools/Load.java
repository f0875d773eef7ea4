package dev.fairlead.e2e.tools;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Clients that ask all the time: half of them keep their connection, the others open one for each
 * request.
 */
final class Load {
  private final URI url;
  private final String body;
  private final int clients;
  private final long end;
  private final Map<String, Integer> failures = new TreeMap<>();
  private final Map<String, Integer> revisions = new TreeMap<>();
  private final List<Long> micros = new ArrayList<>();

  Load(Map<String, String> options) {
    url = URI.create(options.getOrDefault("url", ""));
    body = options.getOrDefault("body", "");
    clients = Integer.parseInt(options.getOrDefault("clients", "2"));
    end =
        System.nanoTime()
            + Duration.ofSeconds(Long.parseLong(options.getOrDefault("seconds", "10"))).toNanos();
  }

  void run() throws InterruptedException {
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < clients; i++) {
      boolean keep = i % 2 == 0;
      threads.add(Thread.ofPlatform().start(() -> ask(keep)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    long[] sorted = micros.stream().mapToLong(Long::longValue).sorted().toArray();
    System.out.println(
        new JsonMapper()
            .writeValueAsString(
                Map.of(
                    "requests",
                    sorted.length + failures.values().stream().mapToInt(Integer::intValue).sum(),
                    "failures",
                    failures,
                    "revisions",
                    revisions,
                    "p50Micros",
                    quantile(sorted, 50),
                    "p99Micros",
                    quantile(sorted, 99))));
  }

  private static long quantile(long[] sorted, int percent) {
    return sorted.length == 0
        ? 0
        : sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
  }

  private void ask(boolean keep) {
    @Nullable Http connection = null;
    while (System.nanoTime() < end) {
      long start = System.nanoTime();
      try {
        if (connection == null) {
          connection = new Http(url);
        }
        Http.Reply reply = connection.send(body, keep);
        count(reply, System.nanoTime() - start);
        if (!keep || reply.last()) {
          connection.close();
          connection = null;
        }
      } catch (IOException e) {
        failed(e.getClass().getSimpleName() + ": " + e.getMessage());
        connection = null;
      }
    }
  }

  private synchronized void count(Http.Reply reply, long nanos) {
    if (reply.status() == 200) {
      revisions.merge(reply.revision(), 1, Integer::sum);
      micros.add(nanos / 1_000);
    } else {
      failed("HTTP status " + reply.status());
    }
  }

  private synchronized void failed(String why) {
    failures.merge(why, 1, Integer::sum);
    System.err.println(Instant.now() + " " + why + " " + Arrays.asList(revisions.keySet()));
  }
}
