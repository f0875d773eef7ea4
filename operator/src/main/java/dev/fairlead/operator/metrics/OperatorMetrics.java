package dev.fairlead.operator.metrics;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import io.fabric8.kubernetes.api.model.Condition;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What the operator counts about its work. */
@ApplicationScoped
public class OperatorMetrics {
  private static final List<String> STATES = List.of("True", "False", "Unknown");

  private final MeterRegistry registry;

  /** Counts there. */
  public OperatorMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** A write that the API server took: {@code fairlead_writes_total{kind, operation}}. */
  public void written(String kind, String operation) {
    registry
        .counter("fairlead.writes", "kind", kind.toLowerCase(Locale.ROOT), "operation", operation)
        .increment();
  }

  /**
   * Counts the resources by the status of their Ready condition, whenever somebody asks: {@code
   * fairlead_modeldeployments{ready}}.
   */
  public void countObjects(Supplier<Stream<ModelDeployment>> all) {
    for (String state : STATES) {
      Gauge.builder(
              "fairlead.modeldeployments",
              () -> all.get().filter(md -> state.equals(ready(md))).count())
          .tag("ready", state)
          .description("ModelDeployments by the status of their Ready condition")
          .register(registry);
    }
  }

  private static String ready(ModelDeployment md) {
    if (md.getStatus() == null || md.getStatus().conditions() == null) {
      return "Unknown";
    }
    return md.getStatus().conditions().stream()
        .filter(c -> "Ready".equals(c.getType()))
        .map(Condition::getStatus)
        .findFirst()
        .orElse("Unknown");
  }
}
