package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.api.v1alpha1.TrafficStatus;
import dev.fairlead.testsupport.Sampled;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A new version gets exactly its share of the requests, and takes over or goes; nobody notices. */
@Sampled(days = 3)
class CanaryStory {
  private static final int PER_SECOND = 40;

  /** The share is dealt out by turns, not by chance: a dozen of them are on their way, or over. */
  private static final int MEASURED = 1_000;

  /** Each asks every ten seconds. */
  private static final int USERS = 400;

  private static final String SIZE =
      "resources: {requests: {cpu: 100m, memory: 384Mi}, limits: {memory: 768Mi}}\nreplicas: 2";
  private static final String REVISION = "serving.fairlead.dev/revision";

  @RegisterExtension static final Stage stage = new Stage();
  private static final Model minilm = stage.model("minilm");

  @BeforeEach
  void givenAModelThatServes() {
    minilm.declare(
        manifest("uri: \"%s\", version: \"1.0\"".formatted(Manifests.uri("MINILM_Q")), ""));
    minilm.awaitSettled();
  }

  @Test
  void aGoodVersionGetsItsShareAndTakesOverWithTheSamePods() {
    String quantized = "uri: \"%s\", version: \"2.0\"".formatted(Manifests.uri("MINILM_Q"));
    String first = minilm.stableRevision();
    try (Clients clients = Clients.of(minilm, PER_SECOND)) {
      minilm.declare(manifest(quantized, canary("")));
      minilm.awaitReason("AwaitingApproval");
      String second = minilm.status().candidateRevision();
      assertThat(minilm.status().traffic())
          .containsExactly(new TrafficStatus(first, 80), new TrafficStatus(second, 20));
      List<String> candidates = uids(second);
      JsonNode before = clients.report();
      JsonNode after =
          Patience.until(
              "enough requests",
              clients::report,
              report -> assertThat(requests(report) - requests(before)).isGreaterThan(MEASURED));
      int share = of(after, second) - of(before, second);
      System.out.printf(
          "%d of %d requests went to the candidate of 20 %%%n",
          share, requests(after) - requests(before));
      assertThat((double) share / (requests(after) - requests(before))).isBetween(0.18, 0.22);

      minilm.declare(manifest(quantized, canary("approve: \"2.0\", ")));
      minilm.awaitSettled();

      assertThat(minilm.stableRevision()).isEqualTo(second);
      assertThat(uids(second)).containsAll(candidates);
      assertThat(minilm.pods()).allSatisfy(pod -> assertThat(restarts(pod)).isZero());
      clients.noticedNothing(Clients.ENOUGH);
    }
  }

  /** Users dealt out by chance would be more or fewer less than once in a million times. */
  @Test
  void aUserStaysWithOneVersionAndGoesOverToTheNewOneOnce() throws Exception {
    String quantized = "uri: \"%s\", version: \"2.0\"".formatted(Manifests.uri("MINILM_Q"));
    String first = minilm.stableRevision();
    try (Clients users = Clients.ofUsers(minilm, PER_SECOND, USERS)) {
      minilm.declare(manifest(quantized, sticky("", "1h")));
      String second = minilm.awaitShare(20);
      Set<Integer> fifth = newUsers(users, first, second);
      assertThat(fifth).hasSizeBetween(42, 122);

      minilm.declare(manifest(quantized, sticky("approve: \"2.0\", ", "1h")));
      Patience.until(
          "half of them are asked for",
          () -> minilm.status().traffic().contains(new TrafficStatus(second, 50)));
      Set<Integer> half = newUsers(users, first, second);
      assertThat(half).hasSizeBetween(150, 250).containsAll(fifth);
      System.out.printf(
          "of %d users %d were with the candidate of 20 %%, %d with that of 50 %%%n",
          USERS, fifth.size(), half.size());

      minilm.declare(manifest(quantized, sticky("approve: \"2.0\", ", "0s")));
      minilm.awaitSettled();

      assertThat(minilm.stableRevision()).isEqualTo(second);
      users.noticedNothing(Clients.ENOUGH);
    }
  }

  /** It loads, and refuses all that is asked. */
  @Test
  void aBadVersionIsTakenBackAndNoClientSeesIt() {
    String first = minilm.stableRevision();
    List<String> pods = minilm.podUids();
    String tensors =
        "uri: \"%s\", version: \"3.0\", task: Tensor".formatted(Manifests.uri("MINILM_Q"));
    try (Clients clients = Clients.of(minilm, PER_SECOND)) {
      minilm.declare(manifest(tensors, canary("")));
      String message = minilm.awaitReason("RolledBack");
      System.out.println("a bad canary: " + message);

      assertThat(message).contains("error rate").contains("is above the limit of");
      assertThat(minilm.stableRevision()).isEqualTo(first);
      assertThat(minilm.podUids()).containsAll(pods);
      JsonNode report = clients.noticedNothing(Clients.ENOUGH);
      assertThat(report.path("revisions").properties()).hasSize(1);
    }
  }

  /** Those whom the new version answers from now on: always, and the others never. */
  private static Set<Integer> newUsers(Clients users, String first, String second)
      throws Exception {
    long harmed = Forwarded.by(minilm, first).harmed();
    JsonNode before = users.report();
    Met met =
        Patience.until(
            "each user has asked twice",
            () -> Met.between(users.tool(), before, users.tool().last().orElseThrow()),
            all -> assertThat(all.often(2)).hasSize(USERS));
    // where the new version is not in time a request is answered by the old one
    assertThat((long) met.several().size())
        .as("users who met both: %s", met)
        .isLessThanOrEqualTo(Forwarded.by(minilm, first).harmed() - harmed);
    return met.of(second);
  }

  private static String canary(String more) {
    return canary(more, "10s", "");
  }

  private static String sticky(String more, String hold) {
    return canary(more, hold, ", sticky: {header: X-User}");
  }

  private static String canary(String more, String hold, String sticky) {
    return "rollout: {strategy: Canary, "
        + more
        + "canary: {steps: [{weight: 20, approval: Required}, {weight: 50, hold: %s}],"
            .formatted(hold)
        + " analysis: {minRequests: 200, maxErrorRateIncrease: 1%}"
        + sticky
        + "}}";
  }

  private static String manifest(String model, String rollout) {
    return Manifests.any("minilm", model, SIZE, rollout);
  }

  private static int requests(JsonNode report) {
    return report.path("requests").asInt();
  }

  private static int of(JsonNode report, String revision) {
    return report.path("revisions").path(revision).asInt();
  }

  private static List<String> uids(String revision) {
    return minilm.pods().stream()
        .filter(pod -> revision.equals(pod.getMetadata().getLabels().get(REVISION)))
        .map(pod -> pod.getMetadata().getUid())
        .toList();
  }

  private static int restarts(Pod pod) {
    return pod.getStatus().getContainerStatuses().stream()
        .mapToInt(ContainerStatus::getRestartCount)
        .sum();
  }
}
