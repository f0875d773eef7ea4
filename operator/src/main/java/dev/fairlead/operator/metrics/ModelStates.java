package dev.fairlead.operator.metrics;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import io.fabric8.kubernetes.api.model.Condition;
import io.prometheus.client.Collector;
import io.prometheus.client.GaugeMetricFamily;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Says what the conditions of ModelDeployments say: {@code fairlead_modeldeployments{ready}}, and
 * for each one {@code fairlead_modeldeployment_status{model_namespace, modeldeployment, ready,
 * available, stalled, reason}}, which is 1. It is no label {@code namespace}, since that is the one
 * of who is scraped.
 */
final class ModelStates extends Collector implements Collector.Describable {
  private static final String UNKNOWN = "Unknown";
  private static final List<String> STATES = List.of("True", "False", UNKNOWN);
  private static final List<String> LABELS =
      List.of("model_namespace", "modeldeployment", "ready", "available", "stalled", "reason");

  private final BooleanSupplier speaks;
  private final Supplier<Stream<ModelDeployment>> all;

  /** Says nothing, and asks nobody, unless {@code speaks}. */
  ModelStates(BooleanSupplier speaks, Supplier<Stream<ModelDeployment>> all) {
    this.speaks = speaks;
    this.all = all;
  }

  @Override
  public List<MetricFamilySamples> describe() {
    return List.of(counts(), states());
  }

  @Override
  public List<MetricFamilySamples> collect() {
    if (!speaks.getAsBoolean()) {
      return List.of();
    }
    List<ModelDeployment> models = all.get().toList();
    GaugeMetricFamily counts = counts();
    for (String state : STATES) {
      long count = models.stream().filter(md -> state.equals(status(md, "Ready"))).count();
      counts.addMetric(List.of(state), (double) count);
    }
    GaugeMetricFamily states = states();
    models.forEach(md -> states.addMetric(labels(md), 1));
    return List.of(counts, states);
  }

  private static GaugeMetricFamily counts() {
    return new GaugeMetricFamily(
        "fairlead_modeldeployments",
        "ModelDeployments by the status of their Ready condition",
        List.of("ready"));
  }

  private static GaugeMetricFamily states() {
    return new GaugeMetricFamily(
        "fairlead_modeldeployment_status",
        "What the conditions of a ModelDeployment say; always 1",
        LABELS);
  }

  private static List<String> labels(ModelDeployment md) {
    return List.of(
        md.getMetadata().getNamespace(),
        md.getMetadata().getName(),
        status(md, "Ready"),
        status(md, "Available"),
        // absent unless true, as in the status
        said(md, "Stalled", Condition::getStatus).orElse("False"),
        said(md, "Ready", Condition::getReason).orElse(""));
  }

  private static String status(ModelDeployment md, String type) {
    return said(md, type, Condition::getStatus).orElse(UNKNOWN);
  }

  private static Optional<String> said(
      ModelDeployment md, String type, Function<Condition, String> what) {
    if (md.getStatus() == null || md.getStatus().conditions() == null) {
      return Optional.empty();
    }
    return md.getStatus().conditions().stream()
        .filter(c -> type.equals(c.getType()))
        .findFirst()
        .map(what);
  }
}
