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
import dev.fairlead.operator.rollout.analysis.Counts;
import dev.fairlead.operator.rollout.analysis.Histogram;
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

  /** There is no server. */
  private static final String NOBODY = "127.0.0.2";

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

  /** For as long as nobody knows of it, and while what was on its way there comes to its end. */
  @Test
  void whatALostNodeCostIsNotTheVersions() {
    silent();

    Readings held = watch.look(in(7));
    assertThat(held.sides().candidate()).isEqualTo(counts(20, 0));
    assertThat(held.silent()).containsExactly(scene.pods().getLast().name());

    becomes(Pods.cutOff());
    Readings known = watch.look(in(50));
    assertThat(known.sides().candidate()).isEqualTo(counts(20, 0));
    assertThat(known.silent()).isEmpty();

    becomes(Pods.cutOff().ending());
    candidate(LocalServer.ADDRESS);
    handed(30, 50);
    assertThat(sides(in(100)).candidate()).as("an echo").isEqualTo(counts(20, 0));

    handed(60, 55);
    assertThat(sides(in(111)).candidate()).isEqualTo(counts(20 + 35, 5));
  }

  @Test
  void oneThatIsGoneWithItsNodeIsLostToo() {
    silent();
    scene.pods().removeLast();
    candidate(LocalServer.ADDRESS);
    assertThat(sides(in(50)).candidate()).isEqualTo(counts(20, 0));
  }

  @Test
  void aServerThatHangsIsToBlameOnceItsNodeSaysThatItIsNotReady() {
    silent();
    becomes(Pods.loading());
    assertThat(sides(in(20)).candidate()).isEqualTo(counts(60, 40));
  }

  @Test
  void andOnceItAnswersAgain() {
    silent();
    addressed(LocalServer.ADDRESS);
    Readings readings = watch.look(in(20));
    assertThat(readings.sides().candidate()).isEqualTo(counts(60, 40));
    assertThat(readings.silent()).isEmpty();
  }

  @Test
  void andWhereItStaysReadyForLongerThanANodeIsMissed() {
    silent();
    watch.look(in(90));
    assertThat(sides(in(93)).candidate()).isEqualTo(counts(60, 40));
    assertThat(watch.look(in(94)).silent()).isEmpty();
  }

  /** It answered until it had its share. */
  @Test
  void norDoesItGoUnblamedWhereItHangsFromTheFirstMomentOfItsStepOn() {
    canary(null);
    handed(10, 0);
    watch.look(scene.observe());

    begins();
    addressed(NOBODY);
    watch.look(in(2));
    handed(10, 40);
    watch.look(in(4));
    addressed(LocalServer.ADDRESS);
    assertThat(sides(in(6)).candidate()).isEqualTo(counts(40, 40));
  }

  /** As a server of others, which has no metrics. */
  @Test
  void ofWhomNobodyEverHeardNothingIsExpected() {
    canary(SINCE);
    addressed(NOBODY);
    handed(10, 0);
    watch.look(scene.observe());
    watch.look(in(1));
    assertThat(watch.look(in(10)).silent()).isEmpty();
  }

  /** The operator was on the lost node too. */
  @Test
  void whatOthersHandedOnBeforeAnyPodOfItWasHeardDoesNotCount() {
    canary(SINCE);
    addressed(NOBODY);
    handed(10, 0);
    watch.look(scene.observe());
    handed(10, 40);
    candidate(LocalServer.ADDRESS);
    watch.look(in(2));
    handed(20, 41);
    assertThat(sides(in(4)).candidate()).isEqualTo(counts(11, 1));
  }

  @Test
  void whereNobodyAnswersAtAllTheOperatorMayBeCutOff() {
    canary(SINCE);
    handed(10, 0);
    watch.look(scene.observe());
    scene.pods().forEach(pod -> pod.pod().getStatus().setPodIP(NOBODY));
    watch.look(in(2));
    assertThat(watch.look(in(10)).silent()).isEmpty();
  }

  /** The candidate has answered 20, and then its pod says nothing while 40 time out. */
  private void silent() {
    canary(SINCE);
    handed(10, 0);
    watch.look(scene.observe());
    handed(30, 0);
    assertThat(sides(in(1)).candidate()).isEqualTo(counts(20, 0));

    addressed(NOBODY);
    handed(30, 40);
    Readings first = watch.look(in(2));
    assertThat(first.sides().candidate()).isEqualTo(counts(20, 0));
    assertThat(first.silent()).as("it may be late").isEmpty();
  }

  private Observation in(int seconds) {
    return later(scene.observe(), Duration.ofSeconds(seconds));
  }

  /** One more pod of it is ready. */
  private void candidate(String address) {
    scene.pod(second, Pods.ready());
    scene.pods().getLast().pod().getMetadata().setName("another");
    addressed(address);
  }

  /** The last one of the candidate's pods. */
  private void addressed(String address) {
    scene.pods().getLast().pod().getStatus().setPodIP(address);
  }

  private void handed(int answered, int timedOut) {
    server.answers(
        200,
        null,
        """
        fairlead_live_generation 7.0
        fairlead_forwarded_requests_total{outcome="answered"} %d.0
        fairlead_forwarded_requests_total{outcome="timeout"} %d.0
        """
            .formatted(answered, timedOut));
  }

  private static Counts counts(long requests, long timedOut) {
    Histogram times = Histogram.empty(PodMetrics.read("").answered().totals().latency().bounds());
    return new Counts(requests, Map.of("timeout", timedOut), times);
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
    step(since);
  }

  /** Its share is in force. */
  private void begins() {
    step(SINCE);
  }

  private void step(@Nullable String since) {
    var canary = new CanaryStatus(0, 1, 20, since, null, null, null, null, null);
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
