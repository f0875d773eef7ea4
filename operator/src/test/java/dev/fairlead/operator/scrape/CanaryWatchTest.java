package dev.fairlead.operator.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.api.v1alpha1.CanaryStatus;
import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.api.v1alpha1.RolloutStatus;
import dev.fairlead.api.v1alpha1.RolloutStep;
import dev.fairlead.operator.Pods;
import dev.fairlead.operator.Scene;
import dev.fairlead.operator.observe.ModelPod;
import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.rollout.Selection;
import dev.fairlead.operator.rollout.analysis.PodSample;
import dev.fairlead.operator.rollout.analysis.Readings;
import dev.fairlead.operator.rollout.analysis.Sides;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A stable pod and a candidate's, which say the same of themselves. */
class CanaryWatchTest {
  private static final String SINCE = Scene.NOW.minusSeconds(60).toString();

  private final LocalServer server = new LocalServer();
  private final CanaryWatch watch = new CanaryWatch(server.port(), Duration.ofMinutes(1));
  private final Scene scene = Scene.of("model: {uri: 'oci://registry.test/models/minilm:1'}");
  private final String first = scene.record();
  private final String second =
      scene.edit("model: {uri: 'oci://registry.test/models/minilm:2'}").record();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void whoHasNoCanaryIsNotAsked() {
    canary(null);
    scene.previous(null);
    assertThat(watch.look(scene.observe())).isNull();
    assertThat(server.paths()).isEmpty();
  }

  @Test
  void beforeTheShareIsInForceOnlyTheNumberCounts() {
    canary(null);
    answers(100, 10);
    Readings readings = watch.look(scene.observe());
    assertThat(readings).isEqualTo(new Readings(Map.of(stablePod(), 7L), null));
    assertThat(server.paths()).containsExactly("/metrics", "/metrics");
  }

  @Test
  void inAStepWhatCameSinceTheFirstLookCounts() {
    canary(SINCE);
    answers(100, 10);
    watch.look(scene.observe());
    answers(180, 30);

    assertThat(sides(scene.observe()).stable().requests()).as("within the pause").isZero();

    Sides sides = sides(later(scene.observe(), CanaryWatch.PAUSE));
    assertThat(sides.stable().requests()).isEqualTo(80);
    assertThat(sides.candidate().requests()).isEqualTo(20);
  }

  @Test
  void behindAGatewayWhatTheCandidateAnswersItselfCounts() {
    routed();
    answers(100, 0, 10);
    watch.look(scene.observe());
    answers(180, 0, 30);

    Sides sides = sides(later(scene.observe(), CanaryWatch.PAUSE));

    assertThat(sides.stable().requests()).isEqualTo(100);
    assertThat(sides.candidate().requests()).isEqualTo(100);
    assertThat(sides.stable().failures()).containsEntry(Sides.REFUSED, 20L);
    assertThat(sides.candidate().failures()).containsEntry(Sides.REFUSED, 20L);
  }

  @Test
  void whatWasInFlightInACandidateThatDiedHasFailed() {
    routed();
    busy(7);
    watch.look(scene.observe());

    becomes(Pods.serverFailed(137, "OOMKilled", ""));
    Readings readings = watch.look(later(scene.observe(), CanaryWatch.PAUSE));

    assertThat(readings.sides().candidate().failures()).isEqualTo(Map.of(PodSample.LOST, 7L));
    assertThat(readings.sides().stable().failures()).isEmpty();
  }

  @Test
  void andInOneThatIsGoneFromOneMomentToTheNext() {
    routed();
    busy(7);
    watch.look(scene.observe());

    scene.pods().removeLast();

    Sides sides = sides(later(scene.observe(), CanaryWatch.PAUSE));
    assertThat(sides.candidate().failures()).isEqualTo(Map.of(PodSample.LOST, 7L));
  }

  /** It is seen to do so within the pause, and never again. */
  @Test
  void whatIsInFlightInOneThatLeavesInGoodOrderIsAnswered() {
    routed();
    busy(7);
    watch.look(scene.observe());

    becomes(Pods.ready().ending());
    watch.look(scene.observe());
    scene.pods().removeLast();

    Sides sides = sides(later(scene.observe(), CanaryWatch.PAUSE));
    assertThat(sides.candidate().failures()).isEmpty();
    assertThat(sides.candidate().requests()).isZero();
  }

  /** Gateways share the requests out, and the step has begun. */
  private void routed() {
    scene.edit(
        """
        model: {uri: 'oci://registry.test/models/minilm:2'}
        route: {parentRefs: [{name: public}], hostnames: [m.example.com]}
        """);
    canary(SINCE);
  }

  private void busy(int inFlight) {
    server.answers(
        200,
        null,
        """
        fairlead_live_generation 7.0
        fairlead_requests_in_flight{protocol="openai"} %d.0
        """
            .formatted(inFlight));
  }

  /** The candidate's pod, under its name. */
  private void becomes(Pods shape) {
    String name = scene.pods().getLast().name();
    scene.pods().removeLast();
    scene.pod(second, shape);
    scene.pods().getLast().pod().getMetadata().setName(name);
  }

  @Test
  void aPodThatDoesNotAnswerSaysNothing() {
    canary(SINCE);
    server.answers(503, null, "");
    assertThat(watch.look(scene.observe())).isEqualTo(new Readings(Map.of(), null));
  }

  private Sides sides(Observation seen) {
    return watch.look(seen).sides();
  }

  private void answers(int requests, int forwarded) {
    answers(requests, forwarded, 0);
  }

  private void answers(int well, int forwarded, int refused) {
    server.answers(
        200,
        null,
        """
        fairlead_live_generation 7.0
        fairlead_requests_total{code="200",protocol="openai"} %d.0
        fairlead_requests_total{code="400",protocol="openai"} %d.0
        fairlead_forwarded_requests_total{outcome="answered"} %d.0
        """
            .formatted(well, refused, forwarded));
  }

  private String stablePod() {
    return scene.pods().getFirst().name();
  }

  /** It is at its first step. */
  private void canary(@Nullable String since) {
    scene
        .deployment(first, 1)
        .pod(first, Pods.ready())
        .deployment(second, 1)
        .pod(second, Pods.ready())
        .service(new Selection.One(first));
    scene.pods().stream()
        .map(ModelPod::pod)
        .forEach(pod -> pod.getStatus().setPodIP(LocalServer.ADDRESS));
    var canary = new CanaryStatus(0, 1, 20, since, null, null);
    scene.previous(
        new ModelDeploymentStatus(
            1L,
            null,
            null,
            first,
            second,
            null,
            new RolloutStatus(second, RolloutStep.Starting, SINCE, canary, null, null),
            null,
            null,
            null,
            null,
            null,
            null,
            null));
  }

  private static Observation later(Observation seen, Duration time) {
    return new Observation(
        seen.primary(),
        seen.previous(),
        seen.history(),
        seen.children(),
        seen.selection(),
        seen.live(),
        seen.isFollowed(),
        seen.exactSince(),
        seen.movingSince(),
        seen.now().plus(time));
  }
}
