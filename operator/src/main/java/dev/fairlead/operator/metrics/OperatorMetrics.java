package dev.fairlead.operator.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;

/**
 * What the operator counts about itself; reconciles are counted by java-operator-sdk's own metrics.
 */
@ApplicationScoped
public class OperatorMetrics {
  private final MeterRegistry registry;

  OperatorMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** A write that the API server took: {@code fairlead_writes_total{kind, operation}}. */
  public void written(String kind, String operation) {
    registry
        .counter("fairlead.writes", "kind", kind.toLowerCase(Locale.ROOT), "operation", operation)
        .increment();
  }
}
