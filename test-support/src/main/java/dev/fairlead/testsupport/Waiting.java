package dev.fairlead.testsupport;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/** Waits for a condition, never for a time. */
final class Waiting {
  /** Far more than anything takes, even on a machine with much else to do. */
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private Waiting() {}

  /** Polls until the condition holds; an exception of the condition ends the wait. */
  static void until(String what, Callable<Boolean> condition) {
    Awaitility.await(what)
        .atMost(LIMIT)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50))
        .until(condition);
  }
}
