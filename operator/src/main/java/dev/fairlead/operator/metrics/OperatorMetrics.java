package dev.fairlead.operator.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** What the operator counts about its work. */
@ApplicationScoped
public class OperatorMetrics {
  private final MeterRegistry registry;
  private final AtomicInteger leading = new AtomicInteger();

  /** Counts there. */
  public OperatorMetrics(MeterRegistry registry) {
    this.registry = registry;
    Gauge.builder("fairlead.leading", leading, AtomicInteger::get)
        .description("1 for the operator that works, 0 for one that waits")
        .register(registry);
    // there from the start: the first error would else be no increase
    for (Failure failure : Failure.values()) {
      failures(failure, 0);
    }
  }

  /** Whether this operator works or waits: {@code fairlead_leading}. */
  public void leads(boolean does) {
    leading.set(does ? 1 : 0);
  }

  /** Whether this operator works. */
  public boolean isLeading() {
    return leading.get() == 1;
  }

  /** A write that the API server took: {@code fairlead_writes_total{kind, operation}}. */
  public void written(String kind, String operation) {
    registry
        .counter("fairlead.writes", "kind", kind.toLowerCase(Locale.ROOT), "operation", operation)
        .increment();
  }

  /** A reconcile that ended with an error: {@code fairlead_reconcile_errors_total{cause}}. */
  public void failed(Failure failure) {
    failures(failure, 1);
  }

  private void failures(Failure failure, int more) {
    registry
        .counter("fairlead.reconcile.errors", "cause", failure.name().toLowerCase(Locale.ROOT))
        .increment(more);
  }
}
