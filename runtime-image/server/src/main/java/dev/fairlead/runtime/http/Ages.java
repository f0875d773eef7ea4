package dev.fairlead.runtime.http;

import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ends connections after some time, each after another one, so that clients that keep theirs find
 * new pods; and those that never come to a whole request, however slowly they go on.
 */
final class Ages {
  private static final Duration LEAST = Duration.ofMinutes(4);
  private static final Duration MOST = Duration.ofMinutes(6);

  /** Longer than a connection may be idle: those in order are gone before. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /**
   * While connections are to end, one that is without a request for that long is not waited for.
   * Whoever asks more often is told with an answer, which no request can cross on its way.
   */
  private static final Duration IDLE = Duration.ofSeconds(2);

  /** How often it is looked, while a connection waits once. */
  private static final int LOOKS = 4;

  private final Duration least;
  private final Duration most;
  private final Duration patience;
  private final Map<HttpConnection, Life> lives = new ConcurrentHashMap<>();

  /** As it is for clients. */
  Ages() {
    this(LEAST, MOST, PATIENCE);
  }

  /**
   * For tests.
   *
   * @param least the shortest age
   * @param most the longest one, which none reaches
   * @param patience how long a connection may be without a request whose head is there
   */
  Ages(Duration least, Duration most, Duration patience) {
    this.least = least;
    this.most = most;
    this.patience = patience;
  }

  void opened(HttpConnection connection) {
    long now = System.nanoTime();
    long age = ThreadLocalRandom.current().nextLong(least.toNanos(), most.toNanos());
    lives.put(connection, new Life(now + age, now));
    connection.closeHandler(closed -> lives.remove(connection));
  }

  /** How many there are. */
  int connections() {
    return lives.size();
  }

  /** Ends the one that has been without a request for longest: a new one itself, if need be. */
  void endLongestIdle() {
    long now = System.nanoTime();
    lives.entrySet().stream()
        .filter(entry -> entry.getValue().isWithoutRequest(now, Duration.ofNanos(-1)))
        .max(Comparator.comparingLong(entry -> now - entry.getValue().since()))
        .map(Map.Entry::getKey)
        .ifPresent(
            connection -> {
              lives.remove(connection);
              connection.close();
            });
  }

  /** The head of a request is there. */
  void began(HttpConnection connection) {
    Life life = lives.get(connection);
    if (life != null) {
      life.began();
    }
  }

  /** A request got its answer. */
  void ended(HttpConnection connection) {
    Life life = lives.get(connection);
    if (life != null) {
      life.ended(System.nanoTime());
    }
  }

  boolean isOver(HttpConnection connection) {
    Life life = lives.get(connection);
    return life != null && System.nanoTime() - life.end > 0;
  }

  /** After how long {@link #endThoseWithoutRequests()} is to be called again. */
  Duration look() {
    return patience.dividedBy(LOOKS);
  }

  /** Ends those that were without a request for too long. */
  void endThoseWithoutRequests() {
    endThoseWithoutRequests(patience);
  }

  /** After how long {@link #endIdle()} is to be called again, while connections are to end. */
  Duration lookForIdle() {
    return IDLE.dividedBy(LOOKS);
  }

  /** Ends those that nobody uses just now: the next request opens another one. */
  void endIdle() {
    endThoseWithoutRequests(IDLE);
  }

  private void endThoseWithoutRequests(Duration time) {
    long now = System.nanoTime();
    lives.forEach(
        (connection, life) -> {
          if (life.isWithoutRequest(now, time)) {
            connection.close();
          }
        });
  }

  /** Of one connection. */
  private static final class Life {
    /** When it is over, as {@link System#nanoTime}. */
    private final long end;

    /** Since when there is no request. */
    private long since;

    private int requests;

    Life(long end, long now) {
      this.end = end;
      this.since = now;
    }

    synchronized void began() {
      requests++;
    }

    synchronized void ended(long now) {
      requests--;
      since = now;
    }

    synchronized long since() {
      return since;
    }

    synchronized boolean isWithoutRequest(long now, Duration time) {
      return requests == 0 && now - since > time.toNanos();
    }
  }
}
