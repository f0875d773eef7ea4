package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.testsupport.Sampled;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nodes are emptied one after the other, as for an upgrade of them: nobody notices. */
@Sampled(days = 2)
class DrainStory {
  private static final int PER_SECOND = 40;

  @RegisterExtension static final Stage stage = new Stage();
  private final Model minilm = stage.model("minilm");

  @BeforeEach
  void givenNodesOfOurOwn() {
    Nodes.assumeWithinReach();
    assertThat(Nodes.workers()).hasSizeGreaterThan(1);
  }

  @AfterEach
  void allNodesTakePods() {
    Nodes.workers().forEach(Nodes::uncordon);
    stage.clear();
    Operator.awaitReady();
  }

  @Test
  void withOneReplicaAnotherIsReadyBeforeItGoes() {
    everyWorkerIsReplaced(1);
  }

  @Test
  void ofThreeReplicasOneGoesAtATime() {
    everyWorkerIsReplaced(3);
  }

  private void everyWorkerIsReplaced(int replicas) {
    minilm.declare(
        Manifests.model("minilm", Manifests.uri("MINILM_Q"), "1.0", "replicas: " + replicas));
    minilm.awaitSettled();
    String revision = minilm.stableRevision();
    List<String> before = minilm.podUids();

    try (Clients clients = Clients.onControlPlane(minilm, PER_SECOND)) {
      for (String node : Nodes.workers()) {
        Nodes.drain(node);

        assertThat(minilm.nodes()).as("nodes of its pods after the drain").doesNotContain(node);
        Nodes.uncordon(node);
        Patience.until("as many pods as before", () -> minilm.pods().size() == replicas);
        minilm.awaitSettled();
      }
      clients.noticedNothing();
    }
    assertThat(minilm.podUids()).as("all have moved").doesNotContainAnyElementsOf(before);
    assertThat(minilm.recordedRevisions()).containsExactly(revision);
  }
}
