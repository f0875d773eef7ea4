package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.testsupport.Figures;
import dev.fairlead.testsupport.Sample;
import dev.fairlead.testsupport.Sampled;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nodes are emptied one after the other, as for an upgrade of them: nobody notices. */
@Sampled(days = 3)
class DrainStory {
  private static final int PER_SECOND = 40;

  @RegisterExtension static final Stage stage = new Stage();
  private final Model minilm = stage.model("minilm");

  @BeforeEach
  void givenNodesOfOurOwnAndNobodyElse() {
    Nodes.assumeWithinReach();
    assertThat(Nodes.workers()).hasSizeGreaterThan(1);
    stage.clear();
  }

  @AfterEach
  void allNodesTakePods() {
    Nodes.workers().forEach(Nodes::uncordon);
    Operator.awaitReady();
  }

  @Test
  void withOneReplicaAnotherIsReadyBeforeItGoes() {
    workersAreReplaced(1);
  }

  @Test
  void ofThreeReplicasOneGoesAtATime() {
    workersAreReplaced(3);
  }

  @Test
  void aServerOfOthersIsReadyElsewhereBeforeItGoes() throws Exception {
    Model model = stage.model("linear");
    Linear linear = new Linear(model).declare("LINEAR", Linear.READINESS_PATH);
    model.awaitSettled();
    List<String> before = model.podUids();
    String node = model.nodes().getFirst();

    try (ToolPod clients = linear.clientsOnControlPlane()) {
      long millis = drain(node);
      assertThat(model.nodes()).doesNotContain(node);
      Nodes.uncordon(node);
      Patience.until("as many pods as before", () -> model.pods().size() == 1);
      model.awaitSettled();

      figure("with the one pod of a foreign server", millis, Linear.noticedNothing(clients));
    }
    assertThat(model.podUids()).doesNotContainAnyElementsOf(before);
    assertThat(linear.answer()).isPositive();
  }

  private void workersAreReplaced(int replicas) {
    minilm.declare(
        Manifests.model("minilm", Manifests.uri("MINILM_Q"), "1.0", "replicas: " + replicas));
    minilm.awaitSettled();
    String revision = minilm.stableRevision();
    List<String> nodes = toReplace(minilm.nodes());
    List<String> before =
        minilm.pods().stream()
            .filter(pod -> nodes.contains(pod.getSpec().getNodeName()))
            .map(pod -> pod.getMetadata().getUid())
            .toList();

    try (Clients clients = Clients.onControlPlane(minilm, PER_SECOND)) {
      long longest = 0;
      for (String node : nodes) {
        longest = Math.max(longest, drain(node));

        assertThat(minilm.nodes()).as("nodes of its pods after the drain").doesNotContain(node);
        Nodes.uncordon(node);
        Patience.until("as many pods as before", () -> minilm.pods().size() == replicas);
        minilm.awaitSettled();
      }
      figure("with replicas: " + replicas, longest, clients.noticedNothing());
    }
    assertThat(minilm.podUids()).as("all have moved").doesNotContainAnyElementsOf(before);
    assertThat(minilm.recordedRevisions()).containsExactly(revision);
  }

  /** In a campaign every worker, else the one that has most of the pods. */
  private static List<String> toReplace(List<String> nodesOfPods) {
    return Sample.today().isWhole()
        ? Nodes.workers()
        : nodesOfPods.stream()
            .max(Comparator.comparingInt(node -> Collections.frequency(nodesOfPods, node)))
            .stream()
            .toList();
  }

  /** How many milliseconds it takes. */
  private static long drain(String node) {
    Instant start = Instant.now();
    Nodes.drain(node);
    return Duration.between(start, Instant.now()).toMillis();
  }

  private static void figure(String of, long millis, JsonNode clients) {
    Figures.row(
        "a node drained, " + of,
        "%d ms; %d of %d requests failed"
            .formatted(millis, Clients.failures(clients), clients.path("requests").asInt()));
  }
}
