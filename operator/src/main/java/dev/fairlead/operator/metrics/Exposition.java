package dev.fairlead.operator.metrics;

import io.prometheus.client.CollectorRegistry;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/**
 * One registry for Micrometer's meters and for what Micrometer cannot say; Quarkus would make one
 * for each who asks.
 */
@Singleton
class Exposition {
  @Produces
  @Singleton
  CollectorRegistry registry() {
    return new CollectorRegistry(true);
  }
}
