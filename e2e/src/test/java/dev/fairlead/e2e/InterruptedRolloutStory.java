package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.api.v1alpha1.TrafficStatus;
import dev.fairlead.testsupport.Sampled;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A rollout is held up, or ended by a person, while clients ask all the time: none notices. */
@Sampled(days = 5)
class InterruptedRolloutStory {
  private static final int PER_SECOND = 40;

  @RegisterExtension static final Stage stage = new Stage();
  private final Model minilm = stage.model("minilm");

  private String first = "";
  private List<String> pods = List.of();

  @BeforeEach
  void givenAModelThatServes() {
    stage.clear();
    first = HeldStep.serve(minilm, "MINILM_Q");
    pods = minilm.podUids();
  }

  @Test
  void theOperatorIsUpgradedInMidStepAndTheNewOneGoesOnWithTheSamePods() {
    try (Clients clients = Clients.of(minilm, PER_SECOND)) {
      String second = HeldStep.hold(minilm, "2.0", "MINILM_Q");
      List<String> candidates = minilm.podUids(second);
      Operator.install(Operator.CHART, UpgradeStory.rendersDifferently());
      Patience.until(
          "the new operator has looked at it", () -> minilm.status().newerImage() != null);
      assertThat(minilm.awaitShare(HeldStep.SHARE)).isEqualTo(second);
      assertThat(minilm.podUids(first)).isEqualTo(pods);
      assertThat(minilm.podUids(second)).isEqualTo(candidates);

      minilm.approve("2.0");
      minilm.awaitSettled();

      assertThat(minilm.stableRevision()).isEqualTo(second);
      assertThat(minilm.podUids(second)).hasSize(2).containsAll(candidates);
      assertThat(minilm.restarts()).isZero();
      assertThat(minilm.recordedRevisions()).containsExactlyInAnyOrder(first, second);
      clients.noticedNothing(Clients.ENOUGH);
      Operator.hadNoSurprise();
    } finally {
      Operator.restore();
    }
  }

  @Test
  void withoutRoomInTheQuotaItWaitsAndSaysSoAndGoesOnOnceThereIsSome() {
    try (Clients clients = Clients.of(minilm, PER_SECOND)) {
      stage.kubectl("create", "quota", "pods", "--hard=pods=3");
      // two of the model, and the clients' own
      Patience.until(
          "the quota is used up",
          () ->
              stage
                  .kubectl("get", "quota", "pods", "-o", "jsonpath={.status.used.pods}")
                  .equals("3"));
      minilm.declare(
          HeldStep.manifest(
              minilm,
              "2.0",
              "MINILM_Q",
              "rollout: {strategy: Canary, canary: {steps: [{weight: 20, hold: 5s}]}}"));
      assertThat(minilm.awaitReason("QuotaExceeded"))
          .contains("requested: pods=1", "used: pods=3", "limited: pods=3");
      assertThat(minilm.is("Available")).isTrue();
      assertThat(minilm.podUids()).isEqualTo(pods);
      assertThat(minilm.status().traffic()).containsExactly(new TrafficStatus(first, 100));
      assertThat(clients.noticedNothing().path("revisions").properties()).hasSize(1);

      stage.kubectl(
          "patch",
          "quota",
          "pods",
          "--type=merge",
          "-p",
          "{\"spec\":{\"hard\":{\"pods\":\"10\"}}}");
      minilm.awaitSettled();

      assertThat(minilm.stableRevision()).isNotEqualTo(first);
      assertThat(minilm.pods()).hasSize(2);
      clients.noticedNothing(Clients.ENOUGH);
    } finally {
      stage.kubectl("delete", "quota", "pods", "--ignore-not-found");
    }
  }

  @Test
  void abortedInMidStepTheFirstVersionHasAllRequestsAgain() {
    try (Clients clients = Clients.of(minilm, PER_SECOND)) {
      String second = HeldStep.hold(minilm, "2.0", "MINILM_Q");
      meets(clients, second);

      minilm.abort("2.0");
      minilm.awaitReason("Aborted");
      minilm.awaitGone(second);

      assertThat(minilm.stableRevision()).isEqualTo(first);
      assertThat(minilm.status().traffic()).containsExactly(new TrafficStatus(first, 100));
      assertThat(minilm.podUids()).isEqualTo(pods);
      answersNobody(second, clients);
    }
  }

  @Test
  void aPinInMidStepTakesAllRequestsToAnEarlierVersion() {
    try (Clients clients = Clients.of(minilm, PER_SECOND)) {
      String second = HeldStep.hold(minilm, "2.0", "MINILM_Q");
      minilm.approve("2.0");
      minilm.awaitSettled();
      minilm.awaitGone(first);
      String third = HeldStep.hold(minilm, "3.0", "MINILM_Q");
      meets(clients, third);

      minilm.pin(first);
      minilm.awaitSettled();
      minilm.awaitGone(second);
      minilm.awaitGone(third);

      assertThat(minilm.stableRevision()).isEqualTo(first);
      assertThat(minilm.pods(first)).hasSize(2);
      assertThat(minilm.status().traffic()).containsExactly(new TrafficStatus(first, 100));
      answersNobody(second, clients);
      answersNobody(third, clients);
    }
  }

  /** It loads, and refuses all that is asked. */
  @Test
  void aBadVersionThatIsToStayKeepsItsPodsAndGetsNoRequest() {
    try (Clients clients = Clients.of(minilm, PER_SECOND)) {
      minilm.declare(
          Manifests.any(
              "minilm",
              "uri: \"%s\", version: \"2.0\", task: Tensor".formatted(Manifests.uri("MINILM_Q")),
              "resources: {requests: {cpu: 100m, memory: 384Mi}, limits: {memory: 768Mi}}",
              "replicas: 2",
              "rollout: {strategy: Canary, onFailure: Pause, canary: {steps: [{weight: 20}],"
                  + " analysis: {minRequests: 200, maxErrorRateIncrease: 1%}}}"));
      assertThat(minilm.awaitReason("AnalysisFailed"))
          .contains("error rate", "is above the limit of");
      Patience.until(
          "nothing is its turn any more",
          () -> Forwarded.by(minilm, first),
          before -> {
            clients.report();
            assertThat(before.harmed()).isPositive();
            assertThat(Forwarded.by(minilm, first)).isEqualTo(before);
            assertThat(minilm.status().traffic()).containsExactly(new TrafficStatus(first, 100));
          });
      String second = minilm.newestRevision();
      assertThat(minilm.pods(second)).as("pods to look at").hasSize(1);
      assertThat(minilm.podUids(first)).isEqualTo(pods);

      minilm.declare(HeldStep.manifest(minilm, "1.0", "MINILM_Q", ""));
      minilm.awaitSettled();
      minilm.awaitGone(second);

      assertThat(minilm.podUids()).isEqualTo(pods);
      assertThat(clients.noticedNothing(Clients.ENOUGH).path("revisions").properties()).hasSize(1);
    }
  }

  private static void meets(Clients clients, String revision) {
    Patience.until(
        "somebody meets " + revision, () -> Clients.answers(clients.report(), revision) > 0);
  }

  /** From now on; and nobody has noticed anything. */
  private static void answersNobody(String revision, Clients clients) {
    JsonNode before = clients.report();
    assertThat(Clients.answers(clients.noticedNothing(Clients.ENOUGH), revision))
        .as("answers of %s", revision)
        .isEqualTo(Clients.answers(before, revision));
  }
}
