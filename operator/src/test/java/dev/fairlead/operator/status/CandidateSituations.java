package dev.fairlead.operator.status;

import dev.fairlead.operator.PlayedGateway;
import dev.fairlead.operator.rollout.verify.GoldenAnswers;
import dev.fairlead.operator.status.Shown.Meaning;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What becomes of a version that has to pass something before it takes over. */
final class CandidateSituations {
  private static final String CUSTOM =
      """
      model: {uri: 'oci://registry.test/models/iris:1'}
      runtime: {image: 'registry.test/server:1', custom: {ports: [{name: http, containerPort: 8080}]}}
      """;

  private CandidateSituations() {}

  static List<Shown> all() {
    return Stream.of(canaries(), verified(), mirrored(), routed()).flatMap(List::stream).toList();
  }

  private static List<Shown> canaries() {
    var begins = new CanaryScene();
    begins.begin(CanaryScene.ONE);
    var analyzed = analyzed(10, 0);
    var paused = analyzed(10, 0);
    paused.scene.edit(CanaryScene.TWO + "paused: true");
    var unapproved = analyzed(1_000, 0);
    unapproved.told();
    unapproved.scene.shared();
    unapproved.everywhere(CandidateScene.FIRST_NUMBER + 2, null);
    unapproved.told();
    unapproved.everywhere(CandidateScene.FIRST_NUMBER + 2, CanaryScene.sides(1_000, 0));
    var kept = analyzed(1_000, 100);
    kept.scene.edit(withPause(CanaryScene.TWO));
    var foreign = new CanaryScene();
    foreign.begin(CUSTOM + "replicas: 2\n");
    return List.of(
        shown("a canary begins", Meaning.UNDER_WAY, begins),
        shown("a canary is analyzed", Meaning.UNDER_WAY, analyzed),
        shown("a canary is paused", Meaning.HELD, paused),
        shown("a canary waits for an approval", Meaning.HELD, unapproved),
        shown("a bad canary is taken back", Meaning.BROKEN, analyzed(1_000, 100)),
        shown("a bad canary is kept", Meaning.BROKEN, kept),
        shown("a canary beside a foreign server", Meaning.BROKEN, foreign));
  }

  private static CanaryScene analyzed(long requests, long failed) {
    var canary = new CanaryScene();
    canary.analyzed(CanaryScene.sides(requests, failed));
    return canary;
  }

  private static List<Shown> verified() {
    var asked = gated(GateScene.BLUE_GREEN);
    asked.scene.answers(asked.answers(Set.of(), null, null));
    var takenBack = gated(GateScene.BLUE_GREEN);
    takenBack.scene.answers(takenBack.answers(Set.of(), "request hello: no", null));
    var kept = gated(withPause(GateScene.BLUE_GREEN));
    kept.scene.answers(kept.answers(Set.of(), "request hello: no", null));
    var unreadable = gated(GateScene.BLUE_GREEN);
    unreadable.scene.answers(GoldenAnswers.unreadable(unreadable.second, "no ConfigMap golden"));
    return List.of(
        shown("golden requests are asked", Meaning.UNDER_WAY, asked),
        shown("a wrong answer, taken back", Meaning.BROKEN, takenBack),
        shown("a wrong answer, kept", Meaning.BROKEN, kept),
        shown("golden requests that nobody can read", Meaning.BROKEN, unreadable));
  }

  private static List<Shown> mirrored() {
    var mirrors = mirrors(GateScene.BLUE_GREEN, 20, 0);
    var takenBack = mirrors(GateScene.BLUE_GREEN, 20, 1);
    var kept = mirrors(withPause(GateScene.BLUE_GREEN), 20, 1);
    var foreign = new GateScene();
    foreign.begin(CUSTOM, GateScene.BLUE_GREEN + GateScene.MIRROR);
    return List.of(
        shown("requests are mirrored", Meaning.UNDER_WAY, mirrors),
        shown("a mirrored answer differs, taken back", Meaning.BROKEN, takenBack),
        shown("a mirrored answer differs, kept", Meaning.BROKEN, kept),
        shown("a mirror beside a foreign server", Meaning.BROKEN, foreign));
  }

  /** Its mirror is in force, and that many answers were the same and different. */
  private static GateScene mirrors(String spec, long same, long different) {
    var gate = new GateScene();
    gate.mirrored();
    gate.told();
    gate.scene.edit(spec + GateScene.MIRROR);
    gate.everywhere(CandidateScene.FIRST_NUMBER + 1, GateScene.counts(same, different, 0));
    return gate;
  }

  private static GateScene gated(String spec) {
    var gate = new GateScene();
    gate.begin(spec);
    gate.told();
    return gate;
  }

  private static List<Shown> routed() {
    var accepted = new RouteScene();
    accepted.serves("");
    accepted.scene.shared().gateways(PlayedGateway::accepts);
    var unanswered = new RouteScene();
    unanswered.serves("");
    unanswered.scene.shared();
    var missing = new RouteScene();
    missing.scene.noGatewayApi();
    missing.serves("");
    var waits = new RouteScene();
    waits.share();
    waits.scene.noGatewayApi();
    var refused = new RouteScene();
    refused.share();
    refused.scene.gateways(PlayedGateway::refuses);
    var foreign = new RouteScene();
    foreign.serves(RouteScene.FOREIGN);
    foreign.scene.edit(
        RouteScene.spec(
            2, RouteScene.ROUTE + RouteScene.CANARY.formatted(", analysis: {minRequests: 100}")));
    foreign.scene.record();
    return List.of(
        shown("a gateway leads to it", Meaning.DONE, accepted),
        shown("no gateway has answered", Meaning.UNDER_WAY, unanswered),
        shown("there is no Gateway API", Meaning.UNDER_WAY, missing),
        shown("a canary without Gateway API", Meaning.UNDER_WAY, waits),
        shown("a canary that a gateway refuses", Meaning.UNDER_WAY, refused),
        shown("an analysis beside a foreign server", Meaning.BROKEN, foreign));
  }

  private static String withPause(String spec) {
    return spec.replace("strategy:", "onFailure: Pause\n  strategy:");
  }

  private static Shown shown(String what, Meaning meaning, CandidateScene candidate) {
    return Situations.shown(what, meaning, candidate.scene);
  }
}
