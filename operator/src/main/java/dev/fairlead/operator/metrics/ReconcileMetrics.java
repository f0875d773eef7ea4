package dev.fairlead.operator.metrics;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.util.Map;

/**
 * Counts reconciles: {@code fairlead_reconcile_seconds{outcome}} and {@code
 * fairlead_reconcile_retries_total}. Not by resource: a thousand of them would be thousands of time
 * series.
 */
@Singleton
public class ReconcileMetrics implements Metrics {
  private static final String RETRIES = "fairlead.reconcile.retries";

  private final MeterRegistry registry;

  /** Counts there. */
  public ReconcileMetrics(MeterRegistry registry) {
    this.registry = registry;
    // there from the start: the first one would else be no increase
    registry.counter(RETRIES);
  }

  @Override
  public <T> T timeControllerExecution(ControllerExecution<T> execution) throws Exception {
    Timer.Sample sample = Timer.start(registry);
    String outcome = "error";
    try {
      T result = execution.execute();
      outcome = "success";
      return result;
    } finally {
      sample.stop(registry.timer("fairlead.reconcile", "outcome", outcome));
    }
  }

  @Override
  public void failedReconciliation(
      HasMetadata resource, Exception exception, Map<String, Object> metadata) {
    registry.counter(RETRIES).increment();
  }
}
