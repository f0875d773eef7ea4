package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.testsupport.Figures;
import dev.fairlead.testsupport.Sampled;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each strategy keeps its word about who answers, while clients ask all the time. */
@Sampled(days = 3)
class StrategiesStory {
  private static final int PER_SECOND = 40;

  /** Kinds of clients that keep their connection. */
  private static final List<String> KEPT = List.of("kept", "grpc");

  /**
   * After the last new connection met the old version: a kubelet that is told takes up to about two
   * seconds, one that is not a minute. A connection that nobody ends stays for four at least.
   */
  private static final Duration FOLLOWED = Duration.ofSeconds(30);

  @RegisterExtension static final Stage stage = new Stage();
  private final Model minilm = stage.model("minilm");

  @BeforeEach
  void givenAModelThatServes() {
    minilm.declare(version("1.0"));
    minilm.awaitSettled();
    String stable = minilm.stableRevision();
    Patience.until(
        "no other version has a pod",
        () ->
            minilm.children(Pod.class).stream()
                .allMatch(pod -> stable.equals(Model.revision(pod))));
  }

  @Test
  void blueGreenWaitsForAPersonThenSwitchesAtOnceAndTheWayBackTakesSeconds() {
    String blueGreen = "rollout: {strategy: BlueGreen, %sblueGreen: {keepOld: 1h, %s}}";
    String first = minilm.stableRevision();
    List<String> old = minilm.podUids();
    try (Clients clients = Clients.of(minilm, PER_SECOND)) {
      minilm.declare(version("2.0", blueGreen.formatted("", "approval: Required")));
      minilm.awaitReason("AwaitingApproval");
      String second = minilm.candidateRevision();
      List<String> pods = minilm.podUids(second);
      assertThat(pods).hasSize(2);
      assertThat(clients.report().path("revisions").has(second)).isFalse();

      Instant approved = Instant.now();
      minilm.approve("2.0");
      minilm.awaitReady();
      Duration switched = Duration.between(approved, Instant.now());
      JsonNode ready = clients.report();
      assertThat(minilm.stableRevision()).isEqualTo(second);
      newConnectionsMetOnly(second, ready, clients.report());
      JsonNode later = keptConnectionsFollow(clients, first, second);
      assertThat(minilm.podUids(second)).isEqualTo(pods);
      assertThat(minilm.podUids(first)).as("kept").isEqualTo(old);
      Figures.row("BlueGreen: approved → Ready", switched.toMillis() + " ms");
      Figures.row(
          "BlueGreen: time in which new connections met both versions",
          Clients.met(ready, "fresh", first).path("lastMillis").asLong()
              - Clients.met(ready, "fresh", second).path("firstMillis").asLong()
              + " ms");
      Figures.row(
          "BlueGreen: clients that keep their connection met the old version after the others for",
          followedMillis(later, first) + " ms");

      Instant back = Instant.now();
      minilm.declare(
          version("1.0", blueGreen.formatted("approve: \"1.0\", ", "approval: Required")));
      minilm.awaitReady();
      Duration wayBack = Duration.between(back, Instant.now());
      newConnectionsMetOnly(first, clients.report(), clients.report());
      keptConnectionsFollow(clients, second, first);
      assertThat(minilm.stableRevision()).isEqualTo(first);
      assertThat(minilm.podUids(first)).isEqualTo(old);
      assertThat(minilm.restarts()).isZero();
      Figures.row(
          "BlueGreen: the first version declared again → Ready", wayBack.toMillis() + " ms");
      clients.noticedNothing(Clients.ENOUGH);
    }
  }

  @Test
  void blueGreenWithoutApprovalSwitchesAtOnceAndTheOldPodsGo() {
    String first = minilm.stableRevision();
    try (Clients clients = Clients.of(minilm, PER_SECOND)) {
      minilm.declare(version("2.0", "rollout: {strategy: BlueGreen, blueGreen: {keepOld: 0s}}"));
      minilm.awaitSettled();
      String second = minilm.stableRevision();
      assertThat(second).isNotEqualTo(first);
      List<String> pods = minilm.podUids(second);
      assertThat(pods).hasSize(2);
      minilm.awaitGone(first);

      // those that kept their connection were sent away before
      JsonNode report =
          Patience.until(
              "all have met the new version",
              clients::report,
              r -> {
                for (String kind : List.of("kept", "fresh", "grpc")) {
                  assertThat(Clients.met(r, kind, second).path("answers").asInt())
                      .as(kind)
                      .isPositive();
                }
              });
      JsonNode later = clients.noticedNothing(Clients.ENOUGH);
      assertThat(of(later, first)).as("answers of the old version").isEqualTo(of(report, first));
      assertThat(minilm.podUids()).isEqualTo(pods);
      assertThat(minilm.restarts()).isZero();
    }
  }

  @Test
  void recreateEndsAllOldPodsBeforeNewOnesStartAndRequestsFailInBetweenOnly() {
    String first = minilm.stableRevision();
    try (PodWatch watch = PodWatch.of(minilm);
        Clients clients = Clients.of(minilm, PER_SECOND)) {
      assertThat(Clients.failures(clients.report())).isZero();

      minilm.declare(version("2.0", "rollout: {strategy: Recreate}"));
      minilm.awaitSettled();

      String second = minilm.stableRevision();
      assertThat(watch.seen()).isNotEmpty().allSatisfy(one -> assertThat(one).hasSizeLessThan(2));
      assertThat(minilm.pods(second)).hasSize(2);
      JsonNode report = clients.report();
      System.out.println("Recreate: " + report);
      assertThat(Clients.lastMillis(report, first))
          .as("last answer of the old version, before the first of the new one")
          .isLessThan(Clients.firstMillis(report, second));
      assertThat(report.path("lastFailureMillis").asLong())
          .as("when the last request was due that failed")
          .isLessThan(Clients.firstMillis(report, second));
      Figures.row(
          "Recreate: nobody answers for", report.path("outage").path("silenceMillis") + " ms");
    }
  }

  private static String version(String version, String... rollout) {
    String[] more = new String[rollout.length + 1];
    more[0] = "replicas: 2";
    System.arraycopy(rollout, 0, more, 1, rollout.length);
    return Manifests.model("minilm", Manifests.uri("MINILM_Q"), version, more);
  }

  /** Between the two reports each request over a connection of its own met that revision. */
  private static void newConnectionsMetOnly(String revision, JsonNode before, JsonNode after) {
    int answers = after.path("fresh").asInt() - before.path("fresh").asInt();
    assertThat(answers).isPositive();
    assertThat(fresh(after, revision) - fresh(before, revision))
        .as("of %d answers to new connections: %s", answers, after)
        .isEqualTo(answers);
  }

  /**
   * Clients that keep their connection, of either protocol, go over soon after the others, and to
   * the last: between two reports no old pod answers. The second of them.
   */
  private static JsonNode keptConnectionsFollow(Clients clients, String from, String to) {
    JsonNode report =
        Patience.until(
                "nobody who keeps a connection meets " + from,
                () -> new Between(clients.report(), clients.report()),
                seen -> {
                  for (String kind : KEPT) {
                    assertThat(seen.answers(kind, from)).as("%s: by the old one", kind).isZero();
                    assertThat(seen.answers(kind, to)).as("%s: by the new one", kind).isPositive();
                  }
                })
            .after();
    assertThat(Duration.ofMillis(followedMillis(report, from)))
        .as("after new connections: %s", report)
        .isLessThan(FOLLOWED);
    return report;
  }

  /** What came between two reports. */
  private record Between(JsonNode before, JsonNode after) {
    int answers(String kind, String revision) {
      return count(after, kind, revision) - count(before, kind, revision);
    }

    private static int count(JsonNode report, String kind, String revision) {
      return Clients.met(report, kind, revision).path("answers").asInt();
    }
  }

  /** For how long whoever keeps a connection met that version when new connections did no more. */
  private static long followedMillis(JsonNode report, String revision) {
    return KEPT.stream().mapToLong(kind -> lastMillis(report, kind, revision)).max().orElseThrow()
        - lastMillis(report, "fresh", revision);
  }

  private static long lastMillis(JsonNode report, String kind, String revision) {
    return Clients.met(report, kind, revision).path("lastMillis").asLong();
  }

  private static int fresh(JsonNode report, String revision) {
    return Clients.met(report, "fresh", revision).path("answers").asInt();
  }

  private static int of(JsonNode report, String revision) {
    return report.path("revisions").path(revision).asInt();
  }
}
