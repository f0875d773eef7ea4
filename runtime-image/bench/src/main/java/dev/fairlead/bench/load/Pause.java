package dev.fairlead.bench.load;

import java.util.concurrent.TimeUnit;

/** Not to use up the CPU where nobody listens. */
final class Pause {
  private static final long MILLIS = 10;

  private Pause() {}

  static void take() {
    try {
      TimeUnit.MILLISECONDS.sleep(MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
