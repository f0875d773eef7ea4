package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.operator.observe.Labels;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.util.Map;

/** What an eviction has to leave of all the pods, of whichever revision. */
final class Budget {
  private Budget() {}

  /**
   * {@code leastReady} is a number of its own and not the size less one (ADR 11): the pods of a
   * revision that never gets ready must not keep a node from being drained.
   */
  static PodDisruptionBudget of(ModelDeployment md, int leastReady) {
    String name = md.getMetadata().getName();
    return new PodDisruptionBudgetBuilder()
        .withMetadata(Metadata.of(md, name, Labels.of(name)))
        .withNewSpec()
        .withMinAvailable(new IntOrString(leastReady))
        .withNewSelector()
        .withMatchLabels(Map.of(Labels.MODEL_DEPLOYMENT, name))
        .endSelector()
        // who serves nobody may go
        .withUnhealthyPodEvictionPolicy("AlwaysAllow")
        .endSpec()
        .build();
  }
}
