package dev.fairlead.operator.it;

import io.fabric8.kubernetes.client.Config;
import java.util.concurrent.CompletableFuture;

/**
 * An operator of one namespace that is disturbed, and followed by another when it was killed, as
 * Kubernetes does it.
 */
final class RestartedOperator implements AutoCloseable {
  private final Disturbance disturbance;
  private final InProcessOperator first;
  private final CompletableFuture<InProcessOperator> second;

  /** {@code disturbance} is closed with it. */
  RestartedOperator(Config config, String namespace, Disturbance disturbance) {
    this.disturbance = disturbance;
    TestConfig settings = TestConfig.DEFAULT.watching(namespace);
    first = InProcessOperator.start(config, settings, disturbance);
    second =
        disturbance
            .death()
            .thenApplyAsync(
                killed -> {
                  first.close();
                  return InProcessOperator.start(config, settings);
                },
                task -> Thread.ofPlatform().start(task));
  }

  Disturbance disturbance() {
    return disturbance;
  }

  @Override
  public void close() {
    disturbance.disarm();
    // the answer to its last write may kill it even now
    CompletableFuture<Void> ended = second.thenAccept(InProcessOperator::close);
    if (disturbance.death().isDone()) {
      ended.join();
    } else {
      first.close();
    }
    disturbance.close();
  }
}
