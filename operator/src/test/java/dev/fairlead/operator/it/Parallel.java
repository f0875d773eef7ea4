package dev.fairlead.operator.it;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Does something many times, as several clients do it at once. */
final class Parallel {
  private static final int CLIENTS = 16;

  private Parallel() {}

  /** For 0, 1 and so on, below {@code count}; returns once all is done, and fails if any failed. */
  static void each(int count, IntConsumer action) {
    try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      CompletableFuture.allOf(
              IntStream.range(0, count)
                  .mapToObj(i -> CompletableFuture.runAsync(() -> action.accept(i), clients))
                  .toArray(CompletableFuture<?>[]::new))
          .join();
    }
  }
}
