package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.testsupport.Figures;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * How exact shares are, how soon a bad candidate is given up and what its clients notice, and what
 * a rollout costs those that serve and the API server.
 */
class RolloutFigures {
  /** Of each window that is measured, at least. */
  private static final int REQUESTS = Integer.getInteger("figures.requests", 10_000);

  private static final int PER_SECOND = Integer.getInteger("figures.perSecond", 100);
  private static final int ROUNDS = Integer.getInteger("figures.rollouts", 3);

  /** What candidates that fail have of how many requests. */
  private static final int BAD_SHARE = 20;

  private static final int BAD_PER_SECOND = 40;
  private static final int CRASHES_AFTER = 100;

  /** Until the compilers have learned what is measured. */
  private static final int WARM_UP = 2_000;

  /** Requests that are on their way at both ends of a window, and the turns of two stable pods. */
  private static final int SLACK = 2 * (4 + 2);

  private static final Pattern GENERATION = Pattern.compile("(?m)^generation: (\\d+)");
  private static final Pattern IN_FORCE = Pattern.compile("(?m)^fairlead_live_generation (\\S+)");
  private static final Pattern MIRRORED =
      Pattern.compile("(?m)^fairlead_mirror_requests_total\\{[^}]*result=\"same\"[^}]*\\} (\\S+)");

  @RegisterExtension static final Stage stage = new Stage();
  private final Model minilm = stage.model("minilm");
  private final Model twice = stage.model("twice");

  @BeforeEach
  void givenNobodyElse() {
    Nodes.assumeWithinReach();
    stage.clear();
  }

  @Test
  void sharesThatAreAskedForAndMeasured() {
    serve(minilm, "MINILM_Q");
    for (int share : List.of(5, 20)) {
      declare(minilm, "2.0", "MINILM_Q", step(share));
      String candidate = minilm.awaitShare(share);
      try (Clients clients = Clients.byRest(minilm, PER_SECOND)) {
        measureShare("REST", share, candidate, clients);
      }
      try (Clients clients = Clients.byGrpc(minilm, PER_SECOND)) {
        measureShare("gRPC", share, candidate, clients);
      }
    }
  }

  private static void measureShare(String protocol, int share, String candidate, Clients clients) {
    Window window = Window.of(clients, REQUESTS);
    int all = window.requests();
    int measured = window.answers(candidate);
    Figures.row(
        "share asked → measured, " + protocol,
        "%d %% → %d of %d requests: %.2f %% (95 %%: %s)"
            .formatted(share, measured, all, 100.0 * measured / all, interval(measured, all)));
    nobodySawAFailure(List.of(clients));
    assertThat((double) measured)
        .as("%d %% of %d", share, all)
        .isBetween(share * all / 100.0 - SLACK, share * all / 100.0 + SLACK);
  }

  /** Wilson's: what chance would leave open after so many. */
  private static String interval(int hits, int all) {
    double z = 1.96;
    double rate = 1.0 * hits / all;
    double scale = 1 + z * z / all;
    double middle = rate + z * z / (2.0 * all);
    double half = z * Math.sqrt((rate * (1 - rate) + z * z / (4.0 * all)) / all);
    return "%.2f–%.2f %%".formatted(100 * (middle - half) / scale, 100 * (middle + half) / scale);
  }

  @Test
  void aCandidateThatFailsOneInTwenty() {
    serve(minilm, "MINILM_Q");
    int longTexts = BAD_PER_SECOND / 20;
    try (Clients others = Clients.of(minilm, BAD_PER_SECOND - longTexts);
        Clients failing = Clients.ofLongTexts(minilm, longTexts)) {
      measureAborts("5 %", List.of(others, failing));
    }
  }

  @Test
  void aCandidateThatFailsAll() {
    serve(minilm, "MINILM_Q");
    try (Clients failing = Clients.ofLongTexts(minilm, BAD_PER_SECOND)) {
      measureAborts("100 %", List.of(failing));
    }
  }

  /**
   * A candidate that was given up.
   *
   * @param decided milliseconds from its first failed request until its share was written as 0
   * @param followed from then until the last request came to it
   * @param whole both together
   * @param reached requests that came to it
   * @param failed those that it did not answer
   */
  private record Abort(long decided, long followed, long whole, long reached, long failed) {}

  private void measureAborts(String errors, List<Clients> clients) {
    var aborts = new ArrayList<Abort>();
    for (int i = 0; i < ROUNDS; i++) {
      aborts.add(abort("2." + i, clients));
      goBack();
    }
    String what =
        "candidate that fails %s of %d requests/s, share %d %%: "
            .formatted(errors, BAD_PER_SECOND, BAD_SHARE);
    Figures.row(
        what + "first failed request → share written as 0 → last request that came to it",
        "%s ms, %s ms, together %s ms"
            .formatted(
                spread(aborts, Abort::decided),
                spread(aborts, Abort::followed),
                spread(aborts, Abort::whole)));
    Figures.row(
        what + "requests that came to it; of these failed; failures that clients saw",
        "%s; %s; %s"
            .formatted(
                spread(aborts, Abort::reached),
                spread(aborts, Abort::failed),
                failuresOfAll(clients)));
    nobodySawAFailure(clients);
  }

  /** Its pods stay, so that they can be asked what came to them. */
  private Abort abort(String version, List<Clients> clients) {
    AuditLog log = AuditLog.fromNow();
    declare(minilm, version, "STRICT", judged("Pause"));
    System.out.println(version + ": " + minilm.awaitReason("AnalysisFailed"));
    List<Access> came = untilNoneComes(minilm.newestRevision(), clients);
    List<Access> failed = came.stream().filter(Access::isFailed).toList();
    Instant written = log.shareWritten(minilm);
    Instant last = came.getLast().came();
    return new Abort(
        Duration.between(failed.getFirst().came(), written).toMillis(),
        Duration.between(written, last).toMillis(),
        Duration.between(failed.getFirst().came(), last).toMillis(),
        came.size(),
        failed.size());
  }

  /** All inferences that came, once clients go on and none is added. */
  private List<Access> untilNoneComes(String revision, List<Clients> clients) {
    return Patience.until(
        "no request comes to " + revision,
        () -> Access.of(minilm, revision),
        before -> {
          clients.forEach(Clients::report);
          assertThat(Access.of(minilm, revision)).isNotEmpty().isEqualTo(before);
        });
  }

  @Test
  void aCandidateThatCrashes() throws IOException, InterruptedException {
    String first = serve(minilm, "MINILM_Q");
    var millis = new ArrayList<Long>();
    var crashes = new ArrayList<Long>();
    try (Clients clients = Clients.of(minilm, BAD_PER_SECOND)) {
      for (int i = 0; i < ROUNDS; i++) {
        String version = "2." + i;
        AuditLog log = AuditLog.fromNow();
        declare(minilm, version, "MINILM_Q", judged("Rollback"));
        List<Instant> killed =
            CrashingCandidate.of(minilm, version, CRASHES_AFTER).killUntilTakenBack(clients);
        millis.add(Duration.between(killed.getFirst(), log.shareWritten(minilm)).toMillis());
        crashes.add((long) killed.size());
        assertThat(minilm.stableRevision()).isEqualTo(first);
        goBack();
      }
      Forwarded forwarded = Forwarded.by(minilm, first);
      String what =
          "candidate that crashes after %d answers, share %d %% of %d requests/s: "
              .formatted(CRASHES_AFTER, BAD_SHARE, BAD_PER_SECOND);
      Figures.row(
          what + "crash → share written as 0 for good; crashes until then",
          "%s ms; %s".formatted(spread(millis, Long::longValue), spread(crashes, Long::longValue)));
      Figures.row(
          what
              + "its requests in %d rollouts; of these failed; failures that clients saw"
                  .formatted(ROUNDS),
          "%d; %d; %s"
              .formatted(forwarded.turns(), forwarded.harmed(), failuresOfAll(List.of(clients))));
      assertThat(forwarded.harmed()).isPositive();
      clients.noticedNothing(Clients.ENOUGH);
    }
  }

  /** The same connections, at the same time. */
  @Test
  void howMuchTimeForwardingTakes() {
    String first = serve(twice, "QUICK");
    declare(twice, "2.0", "QUICK", step(50));
    String second = twice.awaitShare(50);
    try (Clients clients = Clients.ofNumbers(twice, PER_SECOND)) {
      Window.of(clients, WARM_UP);
      Window window = Window.of(clients, REQUESTS);
      compare(
          "REST, own requests / forwarded ones",
          PER_SECOND,
          window.micros(first),
          window.micros(second));
      nobodySawAFailure(List.of(clients));
    }
  }

  /** Of a model that takes some milliseconds, and as long in every pod. */
  @Test
  void howMuchTimeForwardingTakesByGrpc() {
    String first = serve(minilm, "MINILM_Q");
    declare(minilm, "2.0", "MINILM_Q", step(50));
    String second = minilm.awaitShare(50);
    // as fast as two cores can do that and have time left
    int perSecond = PER_SECOND * 2 / 5;
    try (Clients clients = Clients.byGrpc(minilm, perSecond)) {
      Window.of(clients, WARM_UP);
      Window window = Window.of(clients, REQUESTS);
      compare(
          "gRPC, own requests / forwarded ones",
          perSecond,
          window.micros(first),
          window.micros(second));
      nobodySawAFailure(List.of(clients));
    }
  }

  /** Without, with, without, with: two versions with the same pods, and nothing else changes. */
  @Test
  void howMuchTimeMirroringTakes() throws IOException, InterruptedException {
    String first = serve(twice, "QUICK");
    try (Clients clients = Clients.ofNumbers(twice, PER_SECOND)) {
      mirror(first, true);
      Window.of(clients, WARM_UP);
      for (int i = 0; i < 2; i++) {
        mirror(first, false);
        long before = mirrored(first);
        Figures.Spread without = Window.of(clients, REQUESTS).micros(first);
        assertThat(mirrored(first)).as("mirrored while that is off").isEqualTo(before);

        mirror(first, true);
        Window window = Window.of(clients, REQUESTS);
        assertThat(mirrored(first) - before).isGreaterThanOrEqualTo(window.requests());
        compare(
            "REST, without / with all of them mirrored", PER_SECOND, without, window.micros(first));
      }
      nobodySawAFailure(List.of(clients));
    }
  }

  private static void compare(
      String what, int perSecond, Figures.Spread one, Figures.Spread other) {
    String row = "%d / %d µs: %+d";
    Figures.row(
        "%s, %d requests/s: p50; p99".formatted(what, perSecond),
        row.formatted(one.median(), other.median(), other.median() - one.median())
            + "; "
            + row.formatted(one.p99(), other.p99(), other.p99() - one.p99()));
  }

  /** Until every pod that serves follows. */
  private void mirror(String stable, boolean isOn) {
    String mirror =
        isOn ? ", mirror: {percent: 100, maxRelativeDifference: '0.01', minRequests: 1000000}" : "";
    declare(twice, "2.0", "QUICK", "strategy: BlueGreen, blueGreen: {approval: Required}" + mirror);
    twice.awaitReason(isOn ? "Mirroring" : "AwaitingApproval");
    Patience.until(
        "every pod that serves follows",
        () -> {
          String live = twice.child(ConfigMap.class, "twice-live").getData().get("live.yaml");
          Matcher generation = GENERATION.matcher(live);
          return generation.find()
              && live.contains("mirror:") == isOn
              && PodHttp.metrics(twice, stable, IN_FORCE)
                  .equals(Collections.nCopies(2, Double.valueOf(generation.group(1))));
        });
  }

  /** Answers that the two pods that serve have compared since they were started: all the same. */
  private long mirrored(String stable) throws IOException, InterruptedException {
    return PodHttp.metrics(twice, stable, MIRRORED).stream().mapToLong(Double::longValue).sum();
  }

  @Test
  void writesOfARollout() {
    countWrites("Rolling", "strategy: Rolling");
    countWrites("BlueGreen", "strategy: BlueGreen, blueGreen: {keepOld: 0s}");
    countWrites(
        "Canary of two steps",
        "strategy: Canary, canary: {steps: [{weight: 10, hold: 5s}, {weight: 50, hold: 5s}]}");
  }

  /** Until the last old pod is gone; nobody asks meanwhile. */
  private void countWrites(String strategy, String rollout) {
    stage.clear();
    String first = serve(minilm, "MINILM_Q");
    AuditLog log = AuditLog.fromNow();
    declare(minilm, "2.0", "MINILM_Q", rollout);
    minilm.awaitSettled();
    minilm.awaitGone(first);
    assertThat(minilm.stableRevision()).isNotEqualTo(first);
    List<AuditLog.Write> writes = log.ofOperator(stage.namespace());
    System.out.println("writes of " + strategy + ": " + writes);
    long events = writes.stream().filter(write -> write.resource().equals("events")).count();
    Figures.row(
        "API writes of a rollout, two pods: " + strategy,
        "%d of objects and status, %d events".formatted(writes.size() - events, events));
  }

  /** Version 1.0 serves; gives its revision. */
  private static String serve(Model model, String uri) {
    declare(model, "1.0", uri, "strategy: Rolling");
    model.awaitSettled();
    return model.stableRevision();
  }

  /** The first version serves alone. */
  private void goBack() {
    String bad = minilm.newestRevision();
    serve(minilm, "MINILM_Q");
    minilm.awaitGone(bad);
  }

  private static void declare(Model model, String version, String uri, String rollout) {
    model.declare(
        Manifests.model(
            model.name(),
            Manifests.uri(uri),
            version,
            "replicas: 2",
            "rollout: {%s}".formatted(rollout)));
  }

  /** One step, which a person ends. */
  private static String step(int share) {
    return "strategy: Canary, canary: {steps: [{weight: %d, approval: Required}]}".formatted(share);
  }

  /** It needs more requests than come. */
  private static String judged(String onFailure) {
    return ("strategy: Canary, onFailure: %s, canary: {steps: [{weight: %d}],"
            + " analysis: {minRequests: 100000, maxErrorRateIncrease: 0.5%%}}")
        .formatted(onFailure, BAD_SHARE);
  }

  private static void nobodySawAFailure(List<Clients> clients) {
    assertThat(clients).allSatisfy(c -> assertThat(c.report().path("failures")).isEmpty());
  }

  private static String failuresOfAll(List<Clients> clients) {
    List<JsonNode> reports = clients.stream().map(Clients::report).toList();
    return "%d of %d"
        .formatted(sum(reports, Clients::failures), sum(reports, r -> r.path("requests").asInt()));
  }

  private static int sum(List<JsonNode> reports, ToIntFunction<JsonNode> value) {
    return reports.stream().mapToInt(value).sum();
  }

  private static <T> Figures.Spread spread(List<T> rounds, ToLongFunction<T> value) {
    return Figures.Spread.of(rounds.stream().mapToLong(value).toArray());
  }
}
