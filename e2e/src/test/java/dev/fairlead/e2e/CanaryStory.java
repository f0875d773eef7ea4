package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.api.v1alpha1.TrafficStatus;
import dev.fairlead.testsupport.Sampled;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A new version gets exactly its share of the requests, and takes over or goes; nobody notices. */
@Sampled(days = 2)
class CanaryStory {
  private static final int PER_SECOND = 40;
  private static final int MEASURED = 3_000;
  private static final String SIZE =
      "resources: {requests: {cpu: 100m, memory: 384Mi}, limits: {memory: 768Mi}}\nreplicas: 2";
  private static final String REVISION = "serving.fairlead.dev/revision";

  @RegisterExtension static final Stage stage = new Stage();
  private static final Model minilm = stage.model("minilm");

  @BeforeEach
  void givenAModelThatServes() {
    minilm.declare(
        manifest("uri: \"%s\", version: \"1.0\"".formatted(Manifests.uri("MINILM")), ""));
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
      clients.noticedNothing();
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
      JsonNode report = clients.noticedNothing();
      assertThat(report.path("revisions").properties()).hasSize(1);
    }
  }

  private static String canary(String more) {
    return "rollout: {strategy: Canary, "
        + more
        + "canary: {steps: [{weight: 20, approval: Required}, {weight: 50, hold: 10s}],"
        + " analysis: {minRequests: 200, maxErrorRateIncrease: 1%}}}";
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
