package dev.fairlead.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.fairlead.api.v1alpha1.TemplatePodSpec;
import dev.fairlead.operator.Scene;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LostNodesTest {
  private static final String NOT_READY = "node.kubernetes.io/not-ready";
  private static final String UNREACHABLE = "node.kubernetes.io/unreachable";

  @Test
  void aPodLeavesALostNodeAfterHalfAMinute() {
    assertThat(LostNodes.tolerations(null))
        .extracting(
            Toleration::getKey,
            Toleration::getOperator,
            Toleration::getEffect,
            Toleration::getTolerationSeconds)
        .containsExactly(
            tuple(NOT_READY, "Exists", "NoExecute", 30L),
            tuple(UNREACHABLE, "Exists", "NoExecute", 30L));
  }

  @Test
  void whatTheUserSaysOfATaintStandsAlone() {
    List<Toleration> tolerations =
        LostNodes.tolerations(
            pod(
                """
                [{key: nvidia.com/gpu, operator: Exists},
                 {key: node.kubernetes.io/not-ready, operator: Exists, tolerationSeconds: 600}]
                """));
    assertThat(tolerations)
        .extracting(Toleration::getKey, Toleration::getTolerationSeconds)
        .containsExactly(
            tuple("nvidia.com/gpu", null), tuple(NOT_READY, 600L), tuple(UNREACHABLE, 30L));
  }

  @Test
  void whoToleratesEverythingNeedsNothingMore() {
    assertThat(LostNodes.tolerations(pod("[{operator: Exists}]")))
        .extracting(Toleration::getKey)
        .containsExactly((String) null);
  }

  private static TemplatePodSpec pod(String tolerations) {
    return Scene.spec(
            "{model: {uri: 'oci://registry.test/models/minilm:1'},"
                + " template: {spec: {tolerations: %s}}}".formatted(tolerations))
        .template()
        .spec();
  }
}
