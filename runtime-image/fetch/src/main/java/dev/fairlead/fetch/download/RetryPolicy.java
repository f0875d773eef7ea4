package dev.fairlead.fetch.download;

import java.time.Duration;

/**
 * When to try again, and what counts as standing still.
 *
 * @param attempts in a row that bring nothing
 * @param firstDelay doubled with each further attempt
 * @param maxDelay also the limit to a server's Retry-After
 * @param progress bytes that an attempt must bring to count as one that brought something
 * @param window a connection that brings less than {@code windowBytes} in it is given up
 */
public record RetryPolicy(
    int attempts,
    Duration firstDelay,
    Duration maxDelay,
    long progress,
    Duration window,
    long windowBytes) {

  /**
   * Five attempts with 7.5 seconds of pauses: gives up after 8 seconds where connections are
   * refused, after 58 where packets are dropped, since each attempt then waits as long as {@link
   * dev.fairlead.fetch.net.Timeouts} says. The cause must be in the status sooner: after the first
   * attempt {@link dev.fairlead.fetch.report.Progress} tells it.
   */
  public static RetryPolicy standard() {
    return new RetryPolicy(
        5,
        Duration.ofMillis(500),
        Duration.ofSeconds(10),
        1 << 20,
        Duration.ofSeconds(30),
        30 << 10);
  }

  /** The pause after this many failures in a row (1, 2, …). */
  Duration delay(int failures) {
    Duration doubled = firstDelay.multipliedBy(1L << Math.min(failures - 1, 20));
    return doubled.compareTo(maxDelay) < 0 ? doubled : maxDelay;
  }
}
