package dev.fairlead.operator.metrics;

import dev.fairlead.api.v1alpha1.CanaryStatus;
import dev.fairlead.api.v1alpha1.EvidenceStatus;
import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.api.v1alpha1.RolloutStatus;
import dev.fairlead.api.v1alpha1.TrafficStatus;
import io.prometheus.client.Collector;
import io.prometheus.client.GaugeMetricFamily;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Says what the statuses say of rollouts that are under way: {@code fairlead_rollout_info{…,
 * revision, step}}, which is 1, and of a canary {@code fairlead_rollout_steps_done}, {@code
 * fairlead_rollout_weight_percent} and {@code fairlead_rollout_evidence_requests}, of each one
 * {@code {model_namespace, modeldeployment}}.
 */
final class RolloutStates extends Collector implements Collector.Describable {
  private static final List<String> LABELS = List.of("model_namespace", "modeldeployment");

  private final BooleanSupplier speaks;
  private final Supplier<Stream<ModelDeployment>> all;

  /** Says nothing, and asks nobody, unless {@code speaks}. */
  RolloutStates(BooleanSupplier speaks, Supplier<Stream<ModelDeployment>> all) {
    this.speaks = speaks;
    this.all = all;
  }

  @Override
  public List<MetricFamilySamples> describe() {
    return new Families().list();
  }

  @Override
  public List<MetricFamilySamples> collect() {
    if (!speaks.getAsBoolean()) {
      return List.of();
    }
    var families = new Families();
    all.get().forEach(families::add);
    return families.list();
  }

  /** All of them, to be filled. */
  private static final class Families {
    private final GaugeMetricFamily info =
        new GaugeMetricFamily(
            "fairlead_rollout_info",
            "A rollout that is under way; always 1",
            List.of("model_namespace", "modeldeployment", "revision", "step"));
    private final GaugeMetricFamily done =
        new GaugeMetricFamily(
            "fairlead_rollout_steps_done", "Steps that a canary has done", LABELS);
    private final GaugeMetricFamily weight =
        new GaugeMetricFamily(
            "fairlead_rollout_weight_percent",
            "The candidate's share of the requests that is in force",
            LABELS);
    private final GaugeMetricFamily evidence =
        new GaugeMetricFamily(
            "fairlead_rollout_evidence_requests",
            "Requests of its step by which a canary is judged",
            LABELS);

    List<MetricFamilySamples> list() {
      return List.of(info, done, weight, evidence);
    }

    void add(ModelDeployment md) {
      ModelDeploymentStatus status = md.getStatus();
      RolloutStatus rollout = status == null ? null : status.rollout();
      if (status == null || rollout == null) {
        return;
      }
      List<String> labels = List.of(md.getMetadata().getNamespace(), md.getMetadata().getName());
      info.addMetric(
          Stream.concat(labels.stream(), Stream.of(rollout.revision(), rollout.step().name()))
              .toList(),
          1);
      CanaryStatus canary = rollout.canary();
      if (canary != null) {
        done.addMetric(labels, (double) canary.stepsDone());
        weight.addMetric(labels, (double) share(status.traffic(), rollout.revision()));
        EvidenceStatus known = canary.evidence();
        evidence.addMetric(labels, known == null ? 0 : (double) known.requests());
      }
    }

    private static int share(@Nullable List<TrafficStatus> traffic, String revision) {
      return traffic == null
          ? 0
          : traffic.stream()
              .filter(t -> t.revision().equals(revision))
              .mapToInt(TrafficStatus::weight)
              .sum();
    }
  }
}
