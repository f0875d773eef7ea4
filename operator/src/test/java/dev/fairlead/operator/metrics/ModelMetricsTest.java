package dev.fairlead.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.api.v1alpha1.CanaryStatus;
import dev.fairlead.api.v1alpha1.EvidenceStatus;
import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.api.v1alpha1.RolloutStatus;
import dev.fairlead.api.v1alpha1.RolloutStep;
import dev.fairlead.api.v1alpha1.TrackingStatus;
import dev.fairlead.api.v1alpha1.TrafficStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.CollectorRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelMetricsTest {
  private static final String STATUS = "fairlead_modeldeployment_status";

  private final CollectorRegistry registry = new CollectorRegistry(true);
  private final OperatorMetrics operator = new OperatorMetrics(new SimpleMeterRegistry());
  private final List<ModelDeployment> models = new ArrayList<>();

  ModelMetricsTest() {
    new ModelMetrics(registry, operator).of(models::stream);
  }

  @Test
  void whoWaitsSaysNothing() {
    models.add(model("minilm", condition("Ready", "True", "Serving")));

    assertThat(samples()).isEmpty();

    operator.leads(true);

    assertThat(samples()).isNotEmpty();
  }

  @Test
  void modelsAreCountedByWhetherTheyAreReady() {
    operator.leads(true);
    models.add(model("a", condition("Ready", "True", "Serving")));
    models.add(model("b", condition("Ready", "True", "ScaledToZero")));
    models.add(model("c", condition("Ready", "False", "Progressing")));

    assertThat(ready("True")).isEqualTo(2);
    assertThat(ready("False")).isEqualTo(1);
    assertThat(ready("Unknown")).isZero();
  }

  @Test
  void eachModelSaysWhatItsConditionsSay() {
    operator.leads(true);
    models.add(
        model(
            "minilm",
            condition("Ready", "False", "DigestMismatch"),
            condition("Available", "True", "Serving"),
            condition("Stalled", "True", "DigestMismatch")));

    assertThat(state("minilm", "False", "True", "True", "DigestMismatch")).isEqualTo(1);
  }

  @Test
  void whatTheOperatorHasNotSeenIsUnknownAndWhatIsGoneIsNotSpokenOf() {
    operator.leads(true);
    ModelDeployment unseen = model("new");
    unseen.setStatus(null);
    models.add(unseen);

    assertThat(state("new", "Unknown", "Unknown", "False", "")).isEqualTo(1);
    assertThat(ready("Unknown")).isEqualTo(1);

    models.clear();

    assertThat(samples()).noneMatch(sample -> sample.name.equals(STATUS));
    assertThat(ready("Unknown")).isZero();
  }

  @Test
  void aCanarySaysHowFarItIs() {
    operator.leads(true);
    ModelDeployment canary = model("minilm", condition("Ready", "False", "Analyzing"));
    canary.setStatus(
        new ModelDeploymentStatus(
            1L,
            List.of(condition("Ready", "False", "Analyzing")),
            null,
            "m-1",
            "m-2",
            List.of(new TrafficStatus("m-1", 80), new TrafficStatus("m-2", 20)),
            new RolloutStatus(
                "m-2",
                RolloutStep.Analyzing,
                "2026-01-02T03:04:05Z",
                new CanaryStatus(
                    1,
                    3,
                    20,
                    "2026-01-02T03:04:05Z",
                    new EvidenceStatus(512L, 40L, "error rate", "0.00%", "0.50%"),
                    null,
                    null,
                    null,
                    null),
                null,
                null),
            null,
            null,
            null,
            null,
            null,
            null,
            null));
    models.add(canary);
    models.add(model("other", condition("Ready", "True", "Serving")));

    assertThat(
            registry.getSampleValue(
                "fairlead_rollout_info",
                new String[] {"model_namespace", "modeldeployment", "revision", "step"},
                new String[] {"demo", "minilm", "m-2", "Analyzing"}))
        .isEqualTo(1);
    assertThat(rollout("steps_done", "minilm")).isEqualTo(1);
    assertThat(rollout("weight_percent", "minilm")).isEqualTo(20);
    assertThat(rollout("evidence_requests", "minilm")).isEqualTo(512);
    assertThat(rollout("steps_done", "other")).isNull();
  }

  @Test
  void whoFollowsAReferenceSaysWhetherItCannotBeAsked() {
    operator.leads(true);
    models.add(tracked("well", null));
    models.add(tracked("shut", "AccessDenied"));
    models.add(model("other", condition("Ready", "True", "Serving")));

    assertThat(failing("well", "")).isZero();
    assertThat(failing("shut", "AccessDenied")).isEqualTo(1);
    assertThat(samples())
        .filteredOn(sample -> sample.name.equals("fairlead_tracking_failing"))
        .as("the third one follows none")
        .hasSize(2);
  }

  @Test
  void eachThatServesSaysWhetherThereIsANewerImage() {
    operator.leads(true);
    models.add(serving("old", "registry.test/fairlead/runtime-onnx:2"));
    models.add(serving("current", null));
    models.add(model("starting", condition("Ready", "False", "Progressing")));

    assertThat(newerImage("old")).isEqualTo(1);
    assertThat(newerImage("current")).isZero();
    assertThat(newerImage("starting")).isNull();
  }

  private Double newerImage(String model) {
    return registry.getSampleValue(
        "fairlead_modeldeployment_newer_image",
        new String[] {"model_namespace", "modeldeployment"},
        new String[] {"demo", model});
  }

  private Double failing(String model, String reason) {
    return registry.getSampleValue(
        "fairlead_tracking_failing",
        new String[] {"model_namespace", "modeldeployment", "reason"},
        new String[] {"demo", model, reason});
  }

  private Double rollout(String metric, String model) {
    return registry.getSampleValue(
        "fairlead_rollout_" + metric,
        new String[] {"model_namespace", "modeldeployment"},
        new String[] {"demo", model});
  }

  private double ready(String status) {
    return registry.getSampleValue(
        "fairlead_modeldeployments", new String[] {"ready"}, new String[] {status});
  }

  private Double state(String name, String ready, String available, String stalled, String reason) {
    return registry.getSampleValue(
        STATUS,
        new String[] {
          "model_namespace", "modeldeployment", "ready", "available", "stalled", "reason"
        },
        new String[] {"demo", name, ready, available, stalled, reason});
  }

  private List<MetricFamilySamples.Sample> samples() {
    return Collections.list(registry.metricFamilySamples()).stream()
        .flatMap(family -> family.samples.stream())
        .toList();
  }

  private static ModelDeployment model(String name, Condition... conditions) {
    return model(name, null, conditions);
  }

  private static ModelDeployment tracked(String name, String trouble) {
    var tracking = new TrackingStatus(null, null, name + "-resolve-1", trouble, trouble);
    return model(name, tracking, condition("Ready", "True", "Serving"));
  }

  private static ModelDeployment model(
      String name, TrackingStatus tracking, Condition... conditions) {
    return model(name, null, tracking, null, conditions);
  }

  private static ModelDeployment serving(String name, String newerImage) {
    return model(name, name + "-1", null, newerImage, condition("Ready", "True", "Serving"));
  }

  private static ModelDeployment model(
      String name,
      String stable,
      TrackingStatus tracking,
      String newerImage,
      Condition... conditions) {
    var md = new ModelDeployment();
    md.getMetadata().setNamespace("demo");
    md.getMetadata().setName(name);
    md.setStatus(
        new ModelDeploymentStatus(
            1L,
            List.of(conditions),
            null,
            stable,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            tracking,
            newerImage));
    return md;
  }

  private static Condition condition(String type, String status, String reason) {
    return new ConditionBuilder().withType(type).withStatus(status).withReason(reason).build();
  }
}
