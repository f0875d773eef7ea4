package dev.fairlead.operator.status;

import dev.fairlead.api.v1alpha1.ModelStatus;
import dev.fairlead.operator.Pods;
import dev.fairlead.operator.rollout.Selection;
import dev.fairlead.operator.rollout.analysis.Histogram;
import dev.fairlead.operator.rollout.analysis.MirrorCounts;
import dev.fairlead.operator.rollout.analysis.Readings;
import dev.fairlead.operator.rollout.verify.GoldenAnswers;
import dev.fairlead.operator.scrape.Answer;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A version that has to pass golden requests, or a mirror, beside a stable pod. */
class GateScene extends CandidateScene {
  static final String ONE = "model: {uri: 'oci://registry.test/models/minilm:1'}\n";
  static final String TWO =
      """
      model: {uri: 'oci://registry.test/models/minilm:2', version: '2.0'}
      rollout:
        strategy: %s
      """;
  static final String GOLDEN =
      "  verification: {requests: [{name: hello, request: {}, expect: [{output: o, data:"
          + " [0.5]}]}]}\n";
  static final String MIRROR =
      "  mirror: {percent: 10, maxRelativeDifference: '1e-2', minRequests: 50}\n";
  static final String BLUE_GREEN = TWO.formatted("BlueGreen") + GOLDEN;
  static final String DIGEST = "sha256:1";
  private static final List<Double> BOUNDS = List.of(0.01, 0.1);

  String first = "";
  String second = "";

  GateScene() {
    super(ONE);
  }

  final void begin(String next) {
    begin(ONE, next);
  }

  /** A pod serves, the user declares the next version, and a pod of it is ready. */
  final void begin(String spec, String next) {
    first = serves(spec);
    second = scene.edit(next).record();
    scene.deployment(second, 1).pod(second, Pods.ready());
  }

  /** The Service leads to a pod of it, which answers; its revision. */
  final String serves(String spec) {
    String revision = scene.edit(spec).record();
    scene.deployment(revision, 1).pod(revision, Pods.ready()).service(new Selection.One(revision));
    var model = new ModelStatus("ONNX", null, null, List.of(), List.of());
    scene.previous(StatusFactory.of(scene.situation(new Answer.From(revision, model))));
    return revision;
  }

  /** It is verified, and its mirror is in force. */
  final void mirrored() {
    begin(BLUE_GREEN + MIRROR);
    told();
    scene.answers(answers(Set.of(pod(1)), null, null));
    scene.shared();
    told();
    scene.shared();
    everywhere(FIRST_NUMBER + 1, null);
  }

  final GoldenAnswers answers(Set<String> passed, String difference, String trouble) {
    return new GoldenAnswers(second, DIGEST, 1, passed, difference, trouble);
  }

  static MirrorCounts counts(long same, long different, long failed) {
    var histogram = new Histogram(BOUNDS, List.of(same, different, 0L));
    return new MirrorCounts(same, different, 0, failed, 0, 0, 0, histogram);
  }

  final void everywhere(long number, MirrorCounts counts) {
    scene.readings(new Readings(Map.of(pod(0), number), null, counts));
  }
}
