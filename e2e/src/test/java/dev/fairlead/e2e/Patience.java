package dev.fairlead.e2e;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowingConsumer;

/** How a story waits: for something to become true, never for a time. */
final class Patience {
  /** Longer than any step takes on a slow machine with other work. */
  static final Duration ENOUGH = Duration.ofMinutes(5);

  private static final Duration OFTEN = Duration.ofMillis(200);

  private Patience() {}

  /** Until it is true. */
  static void until(String what, Callable<Boolean> truth) {
    await(what).atMost(ENOUGH).pollInterval(OFTEN).ignoreExceptions().until(truth);
  }

  /** Until it is there. */
  static <T> T until(String what, Callable<T> find, ThrowingConsumer<T> asserted) {
    var found = new AtomicReference<T>();
    await(what)
        .atMost(ENOUGH)
        .pollInterval(OFTEN)
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              T value = find.call();
              asserted.accept(value);
              found.set(value);
            });
    return found.get();
  }
}
