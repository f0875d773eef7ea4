package dev.fairlead.operator.metrics;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.api.v1alpha1.TrackingStatus;
import io.prometheus.client.Collector;
import io.prometheus.client.GaugeMetricFamily;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Says of each ModelDeployment that follows a reference whether it was not found out last what that
 * stands for, and why: {@code fairlead_tracking_failing{model_namespace, modeldeployment, reason}},
 * 1 or 0.
 */
final class TrackingStates extends Collector implements Collector.Describable {
  private final BooleanSupplier speaks;
  private final Supplier<Stream<ModelDeployment>> all;

  /** Says nothing, and asks nobody, unless {@code speaks}. */
  TrackingStates(BooleanSupplier speaks, Supplier<Stream<ModelDeployment>> all) {
    this.speaks = speaks;
    this.all = all;
  }

  @Override
  public List<MetricFamilySamples> describe() {
    return List.of(failing());
  }

  @Override
  public List<MetricFamilySamples> collect() {
    if (!speaks.getAsBoolean()) {
      return List.of();
    }
    GaugeMetricFamily failing = failing();
    all.get().forEach(md -> add(failing, md));
    return List.of(failing);
  }

  private static GaugeMetricFamily failing() {
    return new GaugeMetricFamily(
        "fairlead_tracking_failing",
        "1 while the last look at a tracked reference brought no answer, else 0",
        List.of("model_namespace", "modeldeployment", "reason"));
  }

  private static void add(GaugeMetricFamily failing, ModelDeployment md) {
    TrackingStatus tracking = md.getStatus() == null ? null : md.getStatus().tracking();
    if (tracking != null) {
      String reason = tracking.reason();
      failing.addMetric(
          List.of(
              md.getMetadata().getNamespace(),
              md.getMetadata().getName(),
              reason == null ? "" : reason),
          reason == null ? 0 : 1);
    }
  }
}
