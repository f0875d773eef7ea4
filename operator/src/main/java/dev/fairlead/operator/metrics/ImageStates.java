package dev.fairlead.operator.metrics;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import io.prometheus.client.Collector;
import io.prometheus.client.GaugeMetricFamily;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Says of each ModelDeployment that serves, or did, whether there is a newer default image than the
 * one that it has: {@code fairlead_modeldeployment_newer_image{model_namespace, modeldeployment}},
 * 1 or 0.
 */
final class ImageStates extends Collector implements Collector.Describable {
  private final BooleanSupplier speaks;
  private final Supplier<Stream<ModelDeployment>> all;

  /** Says nothing, and asks nobody, unless {@code speaks}. */
  ImageStates(BooleanSupplier speaks, Supplier<Stream<ModelDeployment>> all) {
    this.speaks = speaks;
    this.all = all;
  }

  @Override
  public List<MetricFamilySamples> describe() {
    return List.of(newer());
  }

  @Override
  public List<MetricFamilySamples> collect() {
    if (!speaks.getAsBoolean()) {
      return List.of();
    }
    GaugeMetricFamily newer = newer();
    all.get().forEach(md -> add(newer, md));
    return List.of(newer);
  }

  private static GaugeMetricFamily newer() {
    return new GaugeMetricFamily(
        "fairlead_modeldeployment_newer_image",
        "1 while there is a newer default image than that of the stable revision, else 0",
        List.of("model_namespace", "modeldeployment"));
  }

  private static void add(GaugeMetricFamily newer, ModelDeployment md) {
    ModelDeploymentStatus status = md.getStatus();
    if (status != null && status.stableRevision() != null) {
      newer.addMetric(
          List.of(md.getMetadata().getNamespace(), md.getMetadata().getName()),
          status.newerImage() == null ? 0 : 1);
    }
  }
}
