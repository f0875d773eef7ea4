package dev.fairlead.operator.metrics;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import io.prometheus.client.CollectorRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What is told of the ModelDeployments themselves. */
@ApplicationScoped
public class ModelMetrics {
  private final CollectorRegistry registry;
  private final OperatorMetrics operator;

  /**
   * Tells it there; by Prometheus' own library, since Micrometer's gauges cannot come and go with
   * what they speak of.
   */
  public ModelMetrics(CollectorRegistry registry, OperatorMetrics operator) {
    this.registry = registry;
    this.operator = operator;
  }

  /**
   * Speaks of these at each scrape, while this operator leads: the cache of one that waits may lag
   * behind, and each ModelDeployment would be there twice.
   */
  public void of(Supplier<Stream<ModelDeployment>> all) {
    registry.register(new ModelStates(operator::isLeading, all));
    registry.register(new RolloutStates(operator::isLeading, all));
    registry.register(new TrackingStates(operator::isLeading, all));
    registry.register(new ImageStates(operator::isLeading, all));
  }
}
