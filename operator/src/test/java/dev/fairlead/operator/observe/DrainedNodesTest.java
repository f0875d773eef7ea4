package dev.fairlead.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.operator.observe.DrainedNodes.Store;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DrainedNodesTest {
  private static final Node CORDONED =
      new NodeBuilder(node()).editSpec().withUnschedulable(true).endSpec().build();

  @Test
  void aCordonedNodeIsDrained() {
    assertThat(DrainedNodes.isDrained(CORDONED)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"karpenter.sh/disrupted", "ToBeDeletedByClusterAutoscaler"})
  void soIsOneThatAnAutoscalerIsAboutToRemove(String taint) {
    assertThat(DrainedNodes.isDrained(tainted(taint))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DeletionCandidateOfClusterAutoscaler",
        "karpenter.sh/unregistered",
        "node.kubernetes.io/not-ready",
        "nvidia.com/gpu"
      })
  void otherTaintsSayNothingOfTheKind(String taint) {
    assertThat(DrainedNodes.isDrained(tainted(taint))).isFalse();
  }

  @Test
  void onlyDrainedNodesAreKeptAndOnlyByName() {
    Store store = new Store();
    assertThat(store.put("a", node())).isNull();
    assertThat(store.size()).isZero();

    assertThat(store.put("a", CORDONED)).isNull();
    assertThat(store.get("a").getMetadata().getName()).isEqualTo("a");
    assertThat(store.get("a").getStatus()).isNull();
    assertThat(store.values()).hasSize(1);
  }

  /** Who begins to listen while nodes are drained is told of them as they are kept. */
  @Test
  void whatIsKeptIsDrained() {
    Store store = new Store();
    store.put("a", tainted("karpenter.sh/disrupted"));

    assertThat(store.values()).allMatch(DrainedNodes::isDrained);
  }

  @Test
  void oneThatTakesPodsAgainIsKeptNoLongerAndToldOf() {
    Store store = new Store();
    store.put("a", CORDONED);

    assertThat(store.put("a", node())).isNotNull();
    assertThat(store.size()).isZero();
    assertThat(store.put("a", node())).isNull();
  }

  private static Node tainted(String key) {
    return new NodeBuilder(node())
        .editSpec()
        .addNewTaint()
        .withKey(key)
        .withEffect("NoSchedule")
        .endTaint()
        .endSpec()
        .build();
  }

  private static Node node() {
    return new NodeBuilder()
        .withNewMetadata()
        .withName("a")
        .withResourceVersion("1")
        .endMetadata()
        .withNewSpec()
        .endSpec()
        .withNewStatus()
        .withPhase("Running")
        .endStatus()
        .build();
  }
}
