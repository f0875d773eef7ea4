package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.api.v1alpha1.TrafficStatus;
import dev.fairlead.testsupport.Figures;
import dev.fairlead.testsupport.Sample;
import dev.fairlead.testsupport.Sampled;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A candidate has its share: something comes in between, or it is bad, or it is measured. */
@Sampled(days = 8)
class MidRolloutStory {
  private static final int PER_SECOND = 40;

  /** Of the clients, those with a text that {@code STRICT} refuses: one in twenty. */
  private static final int LONG_PER_SECOND = PER_SECOND / 20;

  private static final String LONG_TEXT = "How do I reset my password? ".repeat(20);

  /**
   * Requests that get a worse answer than without the candidate, if only a later one. Evidence
   * takes some twenty; the others come until it is looked at, and until every pod has heard of it.
   */
  private static final long HARMED = Sample.today().isWhole() ? 100 : 300;

  /**
   * From the decision until no request reaches a bad candidate: design, invariant 8; three times
   * that where other work has the machine.
   */
  private static final Duration TAKEN_BACK = Duration.ofSeconds(Sample.today().isWhole() ? 3 : 9);

  /** Answers that a candidate gives before it crashes. */
  private static final int CRASHES_AFTER = 100;

  /** Of objects and status; something that writes with each look would need more. */
  private static final int FEW_WRITES = 100;

  /** Clients that wait for less long than a request has, and most of them do. */
  private static final String IMPATIENT = "--timeoutMillis=5000";

  private static final List<Integer> SHARES =
      Sample.today().isWhole() ? List.of(1, 20, 50) : List.of(20);

  private static final int MEASURED = Sample.today().isWhole() ? 10_000 : 1_500;

  /** Clients of the measurement: each has one request on its way. */
  private static final int KEPT = 4;

  /** What is on its way at the begin and at the end, and the turns of two stable pods. */
  private static final int SLACK = 2 * (KEPT + 2);

  @RegisterExtension static final Stage stage = new Stage();
  private final Model minilm = stage.model("minilm");

  /** It doubles numbers; how long it takes, its file says. */
  private final Model twice = stage.model("twice");

  @BeforeEach
  void givenNobodyElse() {
    stage.clear();
  }

  @Test
  void aThirdVersionTakesThePlaceOfTheSecond() {
    String first = HeldStep.serve(minilm, "MINILM_Q");
    List<String> pods = minilm.podUids();
    try (Clients clients = Clients.of(minilm, PER_SECOND)) {
      String second = hold("2.0");
      String third = hold("3.0");
      assertThat(third).isNotEqualTo(second);
      minilm.awaitGone(second);
      assertThat(minilm.podUids(first)).isEqualTo(pods);

      minilm.approve("3.0");
      minilm.awaitSettled();

      assertThat(minilm.stableRevision()).isEqualTo(third);
      JsonNode report = clients.noticedNothing(Clients.ENOUGH);
      assertThat(report.path("revisions").has(second)).as("it had its share").isTrue();
    }
  }

  @Test
  void theFirstVersionDeclaredAgainCancelsTheSecond() {
    String first = HeldStep.serve(minilm, "MINILM_Q");
    List<String> pods = minilm.podUids();
    try (Clients clients = Clients.of(minilm, PER_SECOND)) {
      String second = hold("2.0");

      minilm.declare(HeldStep.manifest(minilm, "1.0", "MINILM_Q", ""));
      minilm.awaitSettled();
      minilm.awaitGone(second);

      assertThat(minilm.stableRevision()).isEqualTo(first);
      assertThat(minilm.podUids()).isEqualTo(pods);
      assertThat(minilm.status().traffic()).containsExactly(new TrafficStatus(first, 100));
      int before = Clients.answers(clients.report(), second);
      assertThat(Clients.answers(clients.noticedNothing(Clients.ENOUGH), second))
          .as("answers of it")
          .isEqualTo(before);
    }
  }

  @Test
  void theLeaderIsKilledInMidStepAndAnotherGoesOn() {
    Nodes.assumeWithinReach();
    HeldStep.serve(minilm, "MINILM_Q");
    try (Clients clients = Clients.of(minilm, PER_SECOND)) {
      String second = hold("2.0");
      List<String> candidates = minilm.podUids(second);
      Operator.kill(Operator.leader());
      Instant approved = Instant.now();
      minilm.approve("2.0");
      minilm.awaitSettled();
      Duration ended = Duration.between(approved, Instant.now());

      assertThat(minilm.stableRevision()).isEqualTo(second);
      assertThat(minilm.podUids(second)).hasSize(2).containsAll(candidates);
      assertThat(minilm.restarts()).isZero();
      clients.noticedNothing(Clients.ENOUGH);
      Figures.row(
          "leader killed in a canary's step, approved at once → taken over",
          ended.toMillis() + " ms");
    }
    Operator.awaitReady();
  }

  @Test
  void scaledInMidStepEachHasThePodsForItsShareAndNoneIsLost() {
    String first = HeldStep.serve(minilm, "MINILM_Q");
    List<String> pods = minilm.podUids();
    try (Clients clients = Clients.of(minilm, PER_SECOND)) {
      String second = hold("2.0");
      List<String> candidates = minilm.podUids(second);
      stage.kubectl("scale", "modeldeployment/minilm", "--replicas=3");
      Patience.until("a third one serves", () -> minilm.status().readyReplicas() == 3);
      assertThat(minilm.podUids(first)).hasSize(3).containsAll(pods);
      assertThat(minilm.podUids(second)).isEqualTo(candidates);
      assertThat(minilm.status().traffic()).contains(new TrafficStatus(second, 20));

      minilm.approve("2.0");
      minilm.awaitSettled();

      assertThat(minilm.podUids(second)).hasSize(3).containsAll(candidates);
      clients.noticedNothing(Clients.ENOUGH);
    }
  }

  @Test
  void aCandidateThatRefusesOneInTwentyIsTakenBackAndNoClientSeesIt() throws Exception {
    String first = HeldStep.serve(minilm, "MINILM_Q");
    AuditLog log = AuditLog.fromNow();
    try (Clients clients = Clients.of(minilm, PER_SECOND - LONG_PER_SECOND);
        ToolPod longTexts = longTexts()) {
      minilm.declare(
          HeldStep.manifest(
              minilm,
              "2.0",
              "STRICT",
              HeldStep.canary(50, ", analysis: {minRequests: 5000, maxErrorRateIncrease: 0.5%}")));
      String message = minilm.awaitReason("RolledBack");
      System.out.println("a candidate that refuses 5 %: " + message);
      assertThat(message).contains("error rate", "is above the limit of");
      assertThat(minilm.stableRevision()).isEqualTo(first);

      JsonNode report = afterTheLastAnswerOf(minilm.newestRevision(), clients);
      clients.noticedNothing(Clients.ENOUGH);
      assertThat(longTexts.report().path("failures")).isEmpty();
      Forwarded forwarded = Forwarded.by(minilm, first);
      Figures.row(
          "candidate with 5 % errors, until it was taken back",
          "%d requests were its turn, %d of them it did not answer; clients saw 0 errors"
              .formatted(forwarded.turns(), forwarded.harmed()));
      assertThat(forwarded.harmed()).isBetween(1L, HARMED);

      Instant last = lastAnswer(report, minilm.newestRevision());
      Duration late = Duration.between(log.shareWritten(minilm), last);
      Figures.row("share written as 0 → last answer of the candidate", late.toMillis() + " ms");
      assertThat(late).isLessThan(TAKEN_BACK);
    }
  }

  /** While it is down it gets nothing: each time only those fail that come until that is seen. */
  @Test
  void aCandidateThatCrashesAfterAHundredAnswersIsTakenBackAndNoClientSeesIt() throws Exception {
    Nodes.assumeWithinReach();
    String first = HeldStep.serve(minilm, "MINILM_Q");
    try (Clients clients = Clients.of(minilm, PER_SECOND)) {
      minilm.declare(
          HeldStep.manifest(
              minilm,
              "2.0",
              "MINILM_Q",
              HeldStep.canary(20, ", analysis: {minRequests: 5000, maxErrorRateIncrease: 0.5%}")));
      int crashes =
          CrashingCandidate.of(minilm, "2.0", CRASHES_AFTER).killUntilTakenBack(clients).size();
      String message = minilm.awaitReason("RolledBack");
      System.out.println("a candidate that crashes: " + message);
      assertThat(message).contains("error rate", "is above the limit of");
      minilm.awaitGone(minilm.newestRevision());

      assertThat(minilm.stableRevision()).isEqualTo(first);
      assertThat(minilm.status().traffic()).containsExactly(new TrafficStatus(first, 100));
      clients.noticedNothing(Clients.ENOUGH);
      Forwarded forwarded = Forwarded.by(minilm, first);
      Figures.row(
          "candidate that crashes after each %d answers, until it was taken back"
              .formatted(CRASHES_AFTER),
          "%d crashes; %d requests were its turn, %d of them it did not answer; clients saw 0 errors"
              .formatted(crashes, forwarded.turns(), forwarded.harmed()));
      assertThat(forwarded.harmed()).isBetween(1L, HARMED);
    }
  }

  @Test
  void aSlowCandidateIsTakenBackBeforeItHasAnsweredMany() throws Exception {
    String first = HeldStep.serve(twice, "QUICK");
    try (ToolPod clients = doubling(2, 2, PER_SECOND / 2)) {
      twice.declare(
          HeldStep.manifest(
              twice,
              "2.0",
              "SLOW",
              HeldStep.canary(
                  20,
                  ", analysis: {minRequests: 5000,"
                      + " maxLatencyIncrease: {quantile: P95, percent: 100}}")));
      String message = twice.awaitReason("RolledBack");
      System.out.println("a slow candidate: " + message);
      assertThat(message).contains("share slower than", "is above the limit of");

      assertThat(twice.stableRevision()).isEqualTo(first);
      assertThat(clients.report(Clients.ENOUGH).path("failures")).isEmpty();
      Forwarded forwarded = Forwarded.by(twice, first);
      Figures.row(
          "slow candidate, until it was taken back",
          forwarded.turns() + " requests were its turn; clients saw 0 errors");
      assertThat(forwarded.turns()).isBetween(1L, HARMED);
    }
  }

  @Test
  void aCandidateThatHangsIsTakenBackAndNoClientSeesItThatWaitsForFiveSeconds() throws Exception {
    String first = HeldStep.serve(twice, "QUICK");
    try (ToolPod clients = doubling(4, 4, PER_SECOND / 2, IMPATIENT)) {
      twice.declare(
          HeldStep.manifest(
              twice,
              "2.0",
              "HANGING",
              HeldStep.canary(20, ", analysis: {minRequests: 5000, maxErrorRateIncrease: 0.5%}")));
      String message = twice.awaitReason("RolledBack");
      System.out.println("a candidate that hangs: " + message);
      assertThat(message).contains("error rate", "is above the limit of");

      assertThat(twice.stableRevision()).isEqualTo(first);
      JsonNode report = clients.report();
      assertThat(report.path("failures")).as("of %s", report).isEmpty();
      Forwarded forwarded = Forwarded.by(twice, first);
      Figures.row(
          "candidate that takes requests and never answers, until it was taken back",
          "%d requests were its turn: %s; clients that wait for 5 s saw 0 errors"
              .formatted(forwarded.turns(), forwarded.outcomes()));
      assertThat(forwarded.answered()).isZero();
    }
  }

  @Test
  void sharesAreExactAndHowMuchTimeForwardingTakes() {
    String first = HeldStep.serve(twice, "QUICK");
    try (ToolPod clients = doubling(KEPT, 0, 100)) {
      JsonNode last = clients.report();
      String second = "";
      for (int share : SHARES) {
        // an edit of a step that is under way, from the second on
        twice.declare(HeldStep.manifest(twice, "2.0", "QUICK", HeldStep.canary(share, "")));
        String candidate = twice.awaitShare(share);
        JsonNode before = clients.report();
        last =
            Patience.until(
                "enough requests",
                clients::report,
                report ->
                    assertThat(requests(report) - requests(before))
                        .isGreaterThanOrEqualTo(MEASURED));
        int all = requests(last) - requests(before);
        int measured = Clients.answers(last, candidate) - Clients.answers(before, candidate);
        Figures.row(
            "share asked → measured",
            "%d %% → %d of %d requests: %.2f %%"
                .formatted(share, measured, all, 100.0 * measured / all));
        assertThat((double) measured)
            .as("%d %% of %d", share, all)
            .isBetween(share * all / 100.0 - SLACK, share * all / 100.0 + SLACK);
        second = candidate;
      }
      assertThat(last.path("failures")).isEmpty();
      int stable = Clients.met(last, "kept", first).path("p50Micros").asInt();
      int forwarded = Clients.met(last, "kept", second).path("p50Micros").asInt();
      Figures.row(
          "forwarding by REST: p50 of stable, of the candidate, difference",
          "%d µs, %d µs, %d µs".formatted(stable, forwarded, forwarded - stable));
    }
  }

  @Test
  void aWholeCanaryTakesFewWrites() {
    HeldStep.serve(minilm, "MINILM_Q");
    AuditLog log = AuditLog.fromNow();
    minilm.declare(
        HeldStep.manifest(
            minilm,
            "2.0",
            "MINILM_Q",
            "rollout: {strategy: Canary, canary:"
                + " {steps: [{weight: 10, hold: 5s}, {weight: 50, hold: 5s}]}}"));
    minilm.awaitSettled();

    List<AuditLog.Write> writes = log.ofOperator(stage.namespace());
    System.out.println("writes of a canary: " + writes);
    long events = writes.stream().filter(write -> write.resource().equals("events")).count();
    Figures.row(
        "API writes of a canary of two steps, two pods",
        "%d of objects and status, %d events".formatted(writes.size() - events, events));
    assertThat(writes.size() - events).isBetween(1L, (long) FEW_WRITES);
  }

  /** That version has a fifth of the requests, until somebody approves; gives its revision. */
  private String hold(String version) {
    return HeldStep.hold(minilm, version, "MINILM_Q");
  }

  private ToolPod longTexts() {
    return ToolPod.start(
        stage,
        "long-texts",
        "default",
        List.of(
            "load",
            "--url=" + minilm.url("/v1/embeddings"),
            "--body={\"model\":\"minilm\",\"input\":\"%s\"}".formatted(LONG_TEXT),
            "--keep=0",
            "--fresh=1",
            "--rate=" + LONG_PER_SECOND,
            "--seconds=900"));
  }

  private ToolPod doubling(int kept, int fresh, int perSecond, String... more) {
    var arguments =
        new ArrayList<>(
            List.of(
                "load",
                "--url=" + twice.url("/v2/models/twice/infer"),
                "--body={\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[1.5,-2]}]}"));
    arguments.addAll(
        List.of("--keep=" + kept, "--fresh=" + fresh, "--rate=" + perSecond, "--seconds=900"));
    arguments.addAll(List.of(more));
    return ToolPod.start(stage, "clients-of-twice", "default", arguments);
  }

  /** The second of two reports between which that revision answered nobody. */
  private static JsonNode afterTheLastAnswerOf(String revision, Clients clients) {
    return Patience.until(
            "nobody meets " + revision,
            () -> List.of(clients.report(), clients.report()),
            two ->
                assertThat(Clients.answers(two.getLast(), revision))
                    .isEqualTo(Clients.answers(two.getFirst(), revision)))
        .getLast();
  }

  private static Instant lastAnswer(JsonNode report, String revision) {
    return Instant.parse(report.path("began").asText())
        .plusMillis(Clients.lastMillis(report, revision));
  }

  private static int requests(JsonNode report) {
    return report.path("requests").asInt();
  }
}
