package dev.fairlead.runtime.http;

import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ends connections after some time, each after another one, so that clients that keep theirs find
 * new pods.
 */
final class Ages {
  private static final long LEAST = Duration.ofMinutes(4).toNanos();
  private static final long MOST = Duration.ofMinutes(6).toNanos();

  private final Map<HttpConnection, Long> ends = new ConcurrentHashMap<>();

  void opened(HttpConnection connection) {
    ends.put(connection, System.nanoTime() + ThreadLocalRandom.current().nextLong(LEAST, MOST));
    connection.closeHandler(closed -> ends.remove(connection));
  }

  boolean isOver(HttpConnection connection) {
    Long end = ends.get(connection);
    return end != null && System.nanoTime() - end > 0;
  }
}
