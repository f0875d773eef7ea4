package dev.fairlead.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.operator.Scene;
import io.fabric8.kubernetes.api.model.PodSpec;
import org.junit.jupiter.api.Test;

/** How pods keep apart; the default is in the golden pod templates. */
class SpreadTest {
  @Test
  void whoSaysHowPodsSpreadHasSaidItAll() {
    PodSpec pod =
        pod(
            """
            topologySpreadConstraints:
            - {maxSkew: 2, topologyKey: rack, whenUnsatisfiable: DoNotSchedule}
            """);
    assertThat(pod.getTopologySpreadConstraints())
        .singleElement()
        .satisfies(c -> assertThat(c.getTopologyKey()).isEqualTo("rack"));
    assertThat(pod.getAffinity()).isNull();
  }

  @Test
  void anAffinityOfOnesOwnStandsAlone() {
    PodSpec pod = pod("affinity: {podAffinity: {}}");
    assertThat(pod.getAffinity().getPodAffinity()).isNotNull();
    assertThat(pod.getAffinity().getPodAntiAffinity()).isNull();
    assertThat(pod.getTopologySpreadConstraints()).hasSize(1);
  }

  @Test
  void anEmptyListIsNone() {
    PodSpec pod = pod("topologySpreadConstraints: []");
    assertThat(pod.getTopologySpreadConstraints())
        .singleElement()
        .satisfies(c -> assertThat(c.getWhenUnsatisfiable()).isEqualTo("ScheduleAnyway"));
    assertThat(pod.getAffinity().getPodAntiAffinity()).isNotNull();
  }

  private static PodSpec pod(String fields) {
    String spec =
        """
        model: {uri: "oci://registry.test/models/minilm:1"}
        template:
          spec:
        """
            + fields.indent(4);
    return Scene.of(spec).plan().target().template().getSpec();
  }
}
