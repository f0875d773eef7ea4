package dev.fairlead.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.api.v1alpha1.ModelStatus;
import dev.fairlead.operator.Pods;
import dev.fairlead.operator.Scene;
import dev.fairlead.operator.apply.Applied;
import dev.fairlead.operator.apply.Applied.Refusal;
import dev.fairlead.operator.rollout.Selection;
import dev.fairlead.operator.scrape.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** When to look again though nothing happens. */
class AlarmTest {
  private static final String ONE = "model: {uri: 'oci://registry.test/models/minilm:1'}\n";
  private static final String TWO = "model: {uri: 'oci://registry.test/models/minilm:2'}\n";
  private static final String CLAIM = "model: {uri: 'pvc://models/minilm'}\n";
  private static final String GATE =
      "rollout: {strategy: BlueGreen, verification: {configMapRef: {name: golden}}}";
  private static final String CANARY =
      "rollout: {strategy: Canary, canary: {steps: [{weight: 20}]}}";
  private static final Answer NOT_ASKED = new Answer.NotAsked();

  /** A situation, and the time until the next look; null for none. */
  record Case(String what, Situation situation, Duration next) {
    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(ofAnswers(), ofPods(), ofOthers(), ofGates()).flatMap(List::stream);
  }

  private static List<Case> ofAnswers() {
    Scene serves = started(ONE, Pods.ready());
    Answer answer = from(serves.plan().targetName());
    return List.of(
        new Case("it serves: never", serves.situation(answer), null),
        new Case("no answer yet: very soon", awaits(seconds(2)), Duration.ofMillis(200)),
        new Case("none after four seconds: in another one", awaits(seconds(6)), seconds(1)),
        new Case("its endpoints are about to be trusted: then", awaits(seconds(9)), seconds(1)),
        new Case("nodes may lead to nobody yet", awaits(Duration.ofSeconds(1)), seconds(1)),
        new Case("no answer for long: now and then", awaits(Duration.ofHours(1)), seconds(5)),
        new Case(
            "nodes may still lead to another version: once they have had their time",
            afterAnother(Duration.ofMillis(500)),
            Duration.ofMillis(1_500)));
  }

  private static List<Case> ofPods() {
    return List.of(
        new Case("it loads: at the deadline", started(ONE, Pods.loading()).situation(), minutes(9)),
        new Case(
            "another deadline",
            started(ONE + "rollout: {progressDeadline: 2m}", Pods.loading()).situation(),
            minutes(1)),
        new Case(
            "it is young: once it no longer is",
            started(ONE, Pods.loading().aged(seconds(5))).situation(),
            seconds(15)),
        new Case(
            "a foreign server loads: to ask what it says",
            started(ONE, Pods.loading()).situation(new Answer.Unready("it loads", true)),
            seconds(5)),
        new Case(
            "it fetches: to ask how far it is",
            started(ONE, Pods.fetching()).situation(),
            seconds(5)),
        new Case(
            "its node has not started it: when that is worth a word",
            started(CLAIM, Pods.placed(seconds(10)).in("models")).situation(),
            seconds(20)),
        new Case(
            "it is in back-off: when another may take its place",
            started(ONE, Pods.fetchFailed("ModelNotFound: no").aged(seconds(30))).situation(),
            seconds(30)),
        new Case(
            "it is in back-off for what another pod would meet too: at the deadline",
            started(ONE, Pods.serverFailed(137, "OOMKilled", "")).situation(),
            minutes(8)));
  }

  private static List<Case> ofOthers() {
    var refused = new Applied(new Refusal.Foreign("Service minilm exists"));
    var ofImages = new Applied(null, null, null, new Refusal.Forbidden("ReplicaSet minilm-1: no"));
    return List.of(
        new Case("nothing is there yet: what is made wakes us", Scene.of(ONE).situation(), null),
        new Case(
            "something foreign is in the way: it may have gone",
            Scene.of(ONE).situation(NOT_ASKED, refused, null),
            seconds(10)),
        new Case(
            "an admission refuses the digest: it may have changed",
            Scene.of(ONE).situation(NOT_ASKED, ofImages, null),
            seconds(10)),
        new Case("the last old pod: once the nodes have followed", switching(), seconds(1)),
        new Case("an eviction waits: when it has waited for too long", draining(), minutes(3)));
  }

  private static List<Case> ofGates() {
    return List.of(
        new Case("a candidate is verified: soon", beside(GATE, seconds(3)), seconds(1)),
        new Case("for a while: in another one", beside(GATE, seconds(20)), seconds(5)),
        new Case("for long: now and then", beside(GATE, minutes(60)), seconds(15)),
        new Case("a canary's pods: soon", beside(CANARY, seconds(3)), seconds(1)),
        new Case(
            "without a request for long: now and then", beside(CANARY, minutes(60)), seconds(5)),
        new Case("whose share was told just now: soon", sharing(), seconds(1)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void theNextLook(Case each) {
    assertThat(Alarm.of(each.situation())).isEqualTo(Optional.ofNullable(each.next()));
  }

  /** Its step has lasted so long. */
  private static Situation beside(String rollout, Duration time) {
    return sceneBeside(rollout, time).situation();
  }

  private static Scene sceneBeside(String rollout, Duration time) {
    Scene scene = started(ONE, Pods.ready());
    scene.previous(StatusFactory.of(scene.situation(from(scene.plan().targetName()))));
    String second = scene.edit(TWO + rollout).record();
    scene.deployment(second, 1).pod(second, Pods.ready());
    scene.previous(Situations.stepLastsFor(StatusFactory.of(scene.situation()), time));
    return scene;
  }

  /** Its step has lasted for long, and those that serve may not have heard of its share yet. */
  private static Situation sharing() {
    Scene scene = sceneBeside(CANARY, minutes(60));
    scene.shared();
    return scene.situation();
  }

  private static Situation awaits(Duration exactFor) {
    return started(ONE, Pods.ready()).exactFor(exactFor).situation();
  }

  private static Situation afterAnother(Duration exactFor) {
    Scene scene = Scene.of(ONE);
    scene.record();
    scene.edit(TWO);
    return start(scene, Pods.ready()).exactFor(exactFor).situation();
  }

  private static Situation switching() {
    Scene scene = started(ONE, Pods.ready());
    scene.edit(TWO);
    return start(scene, Pods.ready()).exactFor(seconds(1)).situation();
  }

  private static Situation draining() {
    Scene scene = started(ONE, Pods.ready()).cordon("node-0").movingFor(minutes(2));
    return scene.situation(from(scene.plan().targetName()));
  }

  private static Scene started(String spec, Pods pod) {
    return start(Scene.of(spec), pod);
  }

  private static Scene start(Scene scene, Pods pod) {
    String revision = scene.record();
    return scene.deployment(revision, 1).pod(revision, pod).service(new Selection.One(revision));
  }

  private static Answer from(String revision) {
    return new Answer.From(revision, new ModelStatus("ONNX", null, null, List.of(), List.of()));
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  private static Duration minutes(long minutes) {
    return Duration.ofMinutes(minutes);
  }
}
