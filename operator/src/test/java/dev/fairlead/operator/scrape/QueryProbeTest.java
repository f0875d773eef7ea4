package dev.fairlead.operator.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.api.v1alpha1.CanaryStatus;
import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.api.v1alpha1.RolloutStatus;
import dev.fairlead.api.v1alpha1.RolloutStep;
import dev.fairlead.operator.Pods;
import dev.fairlead.operator.Scene;
import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.plan.Queries;
import dev.fairlead.operator.rollout.Selection;
import dev.fairlead.operator.rollout.analysis.Query;
import dev.fairlead.operator.rollout.analysis.QueryAnswer;
import dev.fairlead.operator.rollout.analysis.QueryAnswers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A canary with one query, and what answers as a Prometheus would. */
class QueryProbeTest {
  private static final String SINCE = Scene.NOW.minusSeconds(60).toString();
  private static final String ONE = "model: {uri: 'oci://registry.test/models/minilm:1'}\n";
  private static final String TWO =
      """
      model: {uri: 'oci://registry.test/models/minilm:2'}
      rollout:
        strategy: Canary
        canary:
          steps: [{weight: 20}, {weight: 50}]
          analysis: {queries: [{name: up, query: 'up{revision="$candidate", old="$stable"}', max: '1'}]}
      """;

  private final LocalServer server = new LocalServer();
  private final QueryProbe probe = new QueryProbe(Duration.ofMinutes(1), Duration.ofMinutes(1));
  private final Scene scene =
      Scene.of(ONE).prometheus("http://%s:%d".formatted(LocalServer.ADDRESS, server.port()));
  private final String first = scene.record();
  private final String second = scene.edit(TWO).record();

  @BeforeEach
  void givenACanaryAtItsFirstStep() {
    scene
        .deployment(first, 1)
        .pod(first, Pods.ready())
        .deployment(second, 1)
        .pod(second, Pods.ready())
        .service(new Selection.One(first));
    step(0, SINCE);
    answers("0.5");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void itAsksForTheCandidateByItsName() {
    String expression = "up{revision=\"%s\", old=\"%s\"}".formatted(second, first);
    assertThat(Queries.due(scene.observe()))
        .containsExactly(new Query("up", expression, null, 1.0));
    assertThat(ask()).isEqualTo(known(0.5));
    assertThat(server.paths()).containsExactly("/api/v1/query");
  }

  @Test
  void beforeTheShareIsInForceNobodyIsAsked() {
    step(0, null);
    assertThat(ask()).isNull();
    assertThat(server.paths()).isEmpty();
  }

  @Test
  void norWhileAllIsPaused() {
    scene.edit(TWO + "paused: true");
    assertThat(ask()).isNull();
    assertThat(server.paths()).isEmpty();
  }

  @Test
  void itAsksAgainAfterAPause() {
    ask();
    answers("0.7");
    assertThat(ask(QueryProbe.PAUSE.minusSeconds(1))).isEqualTo(known(0.5));
    assertThat(server.paths()).hasSize(1);

    assertThat(ask(QueryProbe.PAUSE.plusSeconds(1))).isEqualTo(known(0.7));
    assertThat(server.paths()).hasSize(2);
  }

  @Test
  void eachStepIsAskedAboutAnew() {
    ask();
    answers("0.7");
    step(1, Scene.NOW.toString());
    assertThat(ask()).isEqualTo(known(0.7));
  }

  /** Nobody is promoted by what was so a while ago. */
  @Test
  void whatIsOldIsKnownNoMore() {
    var impatient = new QueryProbe(Duration.ZERO, Duration.ofMinutes(1));
    Observation seen = scene.observe();
    Awaitility.await()
        .until(() -> impatient.ask(seen, Queries.due(seen), scene.site()), known(0.5)::equals);

    server.hold();
    assertThat(ask(impatient, QueryProbe.PAUSE.plusSeconds(1))).isEqualTo(known(0.5));
    assertThat(ask(impatient, QueryProbe.FRESH.plusSeconds(1))).isEqualTo(QueryAnswers.NONE);
    server.goOn();
  }

  @Test
  void withoutTimeForAllTheLastAreNotAsked() {
    List<Query> two = List.of(new Query("a", "a", null, 1.0), new Query("b", "b", null, 1.0));
    var hasty = new QueryProbe(Duration.ofMinutes(1), Duration.ofMillis(200));
    server.hold();
    QueryAnswers answers = hasty.ask(scene.observe(), two, scene.site());
    assertThat(answers.byExpression())
        .isEqualTo(
            Map.of(
                "a", new QueryAnswer.Missing("Prometheus does not answer in time"),
                "b", new QueryAnswer.Missing("Prometheus does not answer all queries in time")));
    server.goOn();
  }

  private @Nullable QueryAnswers ask() {
    return ask(Duration.ZERO);
  }

  private @Nullable QueryAnswers ask(Duration later) {
    return ask(probe, later);
  }

  private @Nullable QueryAnswers ask(QueryProbe asked, Duration later) {
    Observation seen = scene.observe();
    Observation then =
        new Observation(
            seen.primary(),
            seen.previous(),
            seen.history(),
            seen.children(),
            seen.selection(),
            seen.live(),
            seen.isFollowed(),
            seen.exactSince(),
            seen.movingSince(),
            seen.now().plus(later));
    return asked.ask(then, Queries.due(then), scene.site());
  }

  private QueryAnswers known(double value) {
    return new QueryAnswers(
        Map.of(
            Queries.due(scene.observe()).getFirst().expression(),
            new QueryAnswer.Values(List.of(value))));
  }

  private void answers(String value) {
    server.answers(
        200,
        null,
        "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[1,\"%s\"]}}"
            .formatted(value));
  }

  private void step(int done, @Nullable String since) {
    var canary = new CanaryStatus(done, 2, 20, since, null, null, null, null, null);
    scene.previous(
        new ModelDeploymentStatus(
            1L,
            null,
            null,
            first,
            second,
            null,
            new RolloutStatus(second, RolloutStep.Analyzing, SINCE, canary, null, null),
            null,
            null,
            null,
            null,
            null,
            null,
            null));
  }
}
