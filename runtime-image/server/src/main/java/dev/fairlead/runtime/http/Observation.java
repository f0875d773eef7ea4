package dev.fairlead.runtime.http;

import dev.fairlead.runtime.metrics.ServerMetrics;

/**
 * Counts one request, as long as it is answered here: another server that answers it counts it too,
 * and no server's demand or times are to be those of another one.
 */
final class Observation {
  private final ServerMetrics metrics;
  private long start = System.nanoTime();
  private boolean elsewhere;

  private Observation(ServerMetrics metrics) {
    this.metrics = metrics;
  }

  /** From now to the end of the exchange. */
  static Observation begin(ServerMetrics metrics, Exchange exchange, String protocol) {
    var observation = new Observation(metrics);
    metrics.began();
    exchange.atEnd(() -> observation.end(protocol, exchange.code()));
    return observation;
  }

  /** Another server is to answer it. */
  void handOver() {
    elsewhere = true;
    metrics.handedOver();
  }

  /** It is answered here after all, and begins anew. */
  void takeBack() {
    elsewhere = false;
    start = System.nanoTime();
    metrics.began();
  }

  private void end(String protocol, int code) {
    if (!elsewhere) {
      metrics.answered(protocol, code, System.nanoTime() - start);
    }
  }
}
