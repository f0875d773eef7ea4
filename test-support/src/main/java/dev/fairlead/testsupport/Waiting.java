package dev.fairlead.testsupport;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Waits for a condition, never for a time. */
public final class Waiting {
  /** Far more than anything takes, even on a machine with much else to do. */
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private Waiting() {}

  /** Polls until the condition holds; an exception of the condition ends the wait. */
  public static void until(String what, Callable<Boolean> condition) {
    await(what).until(condition);
  }

  /** The same, for conditions of any form. */
  public static ConditionFactory await(String what) {
    return Awaitility.await(what)
        .atMost(LIMIT)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(100));
  }
}
