package dev.fairlead.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.api.v1alpha1.ModelStatus;
import dev.fairlead.api.v1alpha1.QueryStatus;
import dev.fairlead.operator.Pods;
import dev.fairlead.operator.plan.Site;
import dev.fairlead.operator.rollout.Selection;
import dev.fairlead.operator.rollout.analysis.Counts;
import dev.fairlead.operator.rollout.analysis.Histogram;
import dev.fairlead.operator.rollout.analysis.QueryAnswer;
import dev.fairlead.operator.rollout.analysis.QueryAnswers;
import dev.fairlead.operator.rollout.analysis.Readings;
import dev.fairlead.operator.rollout.analysis.Sides;
import dev.fairlead.operator.scrape.Answer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A canary that does well by its own metrics, and what a Prometheus says of it. */
class QueryContractTest extends CandidateScene {
  private static final String ONE = "model: {uri: 'oci://registry.test/models/minilm:1'}\n";
  private static final String TWO =
      """
      model: {uri: 'oci://registry.test/models/minilm:2', version: '2.0'}
      rollout:
        strategy: Canary
        canary:
          steps: [{weight: 20, approval: Required}]
          analysis: {minRequests: 100, queries: [{name: memory, query: m, max: '0.9'}]}
      """;

  private String first = "";
  private String second = "";

  QueryContractTest() {
    super(ONE);
    scene.prometheus("http://prometheus.test:9090");
  }

  @BeforeEach
  void givenACanaryThatDoesWell() {
    first = scene.record();
    scene.deployment(first, 1).pod(first, Pods.ready()).service(new Selection.One(first));
    var model = new ModelStatus("ONNX", null, null, List.of(), List.of());
    scene.previous(StatusFactory.of(scene.situation(new Answer.From(first, model))));
    second = scene.edit(TWO).record();
    told();
    scene.shared().deployment(second, 1).pod(second, Pods.ready());
    scene.shared();
    everywhere(null);
    told();
    everywhere(sides());
  }

  @Test
  void beforePrometheusHasSpokenItWaitsAndSaysWhatIsMissing() {
    assertThat(conditions()).contains("Ready=False Analyzing", "Available=True Serving");
    assertThat(message())
        .contains("error rate 0.00% is within the limit")
        .contains("query memory is not known (it has not answered lately)");
    assertThat(queries())
        .containsExactly(
            new QueryStatus("memory", null, "at most 0.9", "it has not answered lately"));
  }

  @Test
  void withoutDataItIsNeverPromoted() {
    scene.queried(answers(new QueryAnswer.Values(List.of())));
    assertThat(conditions()).contains("Ready=False Analyzing");
    assertThat(queries())
        .containsExactly(new QueryStatus("memory", null, "at most 0.9", "no data"));

    scene.edit(TWO.replace("strategy:", "approve: '2.0'\n  strategy:"));
    assertThat(status().rollout().canary().stepsDone()).as("approved or not").isZero();
  }

  @Test
  void withinItsBoundsItGoesOn() {
    scene.queried(answers(new QueryAnswer.Values(List.of(0.87))));
    assertThat(conditions()).contains("Ready=False AwaitingApproval");
    assertThat(queries()).containsExactly(new QueryStatus("memory", "0.87", "at most 0.9", null));

    scene.edit(TWO.replace("strategy:", "approve: '2.0'\n  strategy:"));
    assertThat(status().rollout().canary().stepsDone()).isEqualTo(1);
  }

  @Test
  void beyondThemItIsTakenBackWithItsNumbers() {
    scene.queried(answers(new QueryAnswer.Values(List.of(0.93))));
    assertThat(conditions()).contains("Ready=False RolledBack", "Available=True Serving");
    assertThat(message())
        .isEqualTo(
            ("revision %s was taken back: query memory is 0.93, and has to be at most 0.9;"
                    + " revision %s has the requests")
                .formatted(second, first));
    assertThat(live()).doesNotContain("percent");

    scene.queried(null);
    scene.edit(TWO.replace("strategy:", "onFailure: Pause\n  strategy:"));
    scene.queried(answers(new QueryAnswer.Values(List.of(0.93))));
    assertThat(conditions()).contains("Ready=False AnalysisFailed");
  }

  @Test
  void whoIsBadByItsOwnMetricsIsSoWhateverPrometheusSays() {
    scene.queried(answers(new QueryAnswer.Values(List.of(0.1))));
    Histogram times = Histogram.empty(List.of(1.0));
    everywhere(
        new Sides(
            new Counts(1_000, Map.of("failed", 100L), times), new Counts(5_000, Map.of(), times)));
    assertThat(message()).contains("error rate 10.00% is above the limit");
  }

  @Test
  void withoutAPrometheusOfTheSiteItIsRefusedAndNothingChanges() {
    scene.site(site -> new Site(site.pods(), null, true, null));
    assertThat(conditions()).contains("Ready=False InvalidSpec", "Available=True Serving");
    assertThat(message()).contains("set analysis.prometheus.url of its chart");
    assertThat(leadsTo("minilm")).isEqualTo(first);
  }

  private List<QueryStatus> queries() {
    return status().rollout().canary().queries();
  }

  private void everywhere(Sides sides) {
    scene.readings(new Readings(Map.of(pod(0), FIRST_NUMBER + 1), sides));
  }

  private static Sides sides() {
    Histogram times = Histogram.empty(List.of(1.0));
    return new Sides(new Counts(1_000, Map.of(), times), new Counts(5_000, Map.of(), times));
  }

  private static QueryAnswers answers(QueryAnswer answer) {
    return new QueryAnswers(Map.of("m", answer));
  }
}
