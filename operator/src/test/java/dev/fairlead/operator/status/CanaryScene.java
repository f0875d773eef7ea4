package dev.fairlead.operator.status;

import dev.fairlead.api.v1alpha1.ModelStatus;
import dev.fairlead.operator.Pods;
import dev.fairlead.operator.rollout.Selection;
import dev.fairlead.operator.rollout.analysis.Counts;
import dev.fairlead.operator.rollout.analysis.Histogram;
import dev.fairlead.operator.rollout.analysis.Readings;
import dev.fairlead.operator.rollout.analysis.Sides;
import dev.fairlead.operator.scrape.Answer;
import java.util.List;
import java.util.Map;

/** A canary beside two stable pods. */
class CanaryScene extends CandidateScene {
  static final String ONE = "model: {uri: 'oci://registry.test/models/minilm:1'}\nreplicas: 2\n";
  static final String TWO =
      """
      model: {uri: 'oci://registry.test/models/minilm:2', version: '2.0'}
      replicas: 2
      rollout:
        strategy: Canary
        canary:
          steps: [{weight: 20}, {weight: 50, approval: Required}]
          analysis: {minRequests: 100}
      """;

  String first = "";
  String second = "";

  CanaryScene() {
    super(ONE);
  }

  /** Two pods serve, and the user declares the next version. */
  final void begin(String spec) {
    scene.edit(spec);
    first = scene.record();
    scene
        .deployment(first, 2)
        .pod(first, Pods.ready())
        .pod(first, Pods.ready())
        .service(new Selection.One(first));
    var model = new ModelStatus("ONNX", null, null, List.of(), List.of());
    scene.previous(StatusFactory.of(scene.situation(new Answer.From(first, model))));
    second = scene.edit(TWO).record();
  }

  /** Its pod is ready, and its share is written. */
  final void share() {
    begin(ONE);
    told();
    scene.shared();
    scene.deployment(second, 1).pod(second, Pods.ready());
    scene.shared();
  }

  /** Its share is in force, and that became of the requests. */
  final void analyzed(Sides sides) {
    share();
    everywhere(FIRST_NUMBER + 1, null);
    told();
    everywhere(FIRST_NUMBER + 1, sides);
  }

  final void everywhere(long number, Sides sides) {
    scene.readings(new Readings(Map.of(pod(0), number, pod(1), number), sides));
  }

  static Sides sides(long requests, long failed) {
    Histogram times = Histogram.empty(List.of(1.0));
    return new Sides(
        new Counts(requests, failed == 0 ? Map.of() : Map.of("failed", failed), times),
        new Counts(5_000, Map.of(), times));
  }
}
