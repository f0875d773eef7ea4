package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.TemplatePodSpec;
import dev.fairlead.operator.observe.Labels;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraintBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the pods of a revision keep apart where the user does not say: over nodes and over zones, as
 * far as there is room, so that one that is lost or drained has as few of them as can be.
 */
final class Spread {
  private Spread() {}

  /** The user's own, else one for nodes. */
  static List<TopologySpreadConstraint> constraints(
      @Nullable TemplatePodSpec pod, String revision) {
    List<TopologySpreadConstraint> own = own(pod);
    if (!own.isEmpty()) {
      return own;
    }
    return List.of(
        new TopologySpreadConstraintBuilder()
            .withMaxSkew(1)
            .withTopologyKey("kubernetes.io/hostname")
            .withWhenUnsatisfiable("ScheduleAnyway")
            .withNewLabelSelector()
            .addToMatchLabels(Labels.REVISION, revision)
            .endLabelSelector()
            .build());
  }

  /**
   * The user's own; where they say nothing of the spread, a preference for zones. It is no second
   * constraint: the scheduler does not count on a node that lacks the label of any constraint, and
   * many clusters have no zones.
   *
   * @see <a
   *     href="https://github.com/kubernetes/kubernetes/blob/master/pkg/scheduler/framework/plugins/podtopologyspread/scoring.go">requireAllTopologies</a>
   */
  static @Nullable Affinity affinity(@Nullable TemplatePodSpec pod, String revision) {
    Affinity own = pod == null ? null : pod.affinity();
    if (own != null || !own(pod).isEmpty()) {
      return own;
    }
    return new AffinityBuilder()
        .withNewPodAntiAffinity()
        .addNewPreferredDuringSchedulingIgnoredDuringExecution()
        .withWeight(1)
        .withNewPodAffinityTerm()
        .withTopologyKey("topology.kubernetes.io/zone")
        .withNewLabelSelector()
        .addToMatchLabels(Labels.REVISION, revision)
        .endLabelSelector()
        .endPodAffinityTerm()
        .endPreferredDuringSchedulingIgnoredDuringExecution()
        .endPodAntiAffinity()
        .build();
  }

  /** An empty list is none: it does not make another revision either. */
  private static List<TopologySpreadConstraint> own(@Nullable TemplatePodSpec pod) {
    return pod == null || pod.topologySpreadConstraints() == null
        ? List.of()
        : pod.topologySpreadConstraints();
  }
}
