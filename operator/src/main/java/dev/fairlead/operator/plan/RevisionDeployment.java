package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.operator.observe.Labels;
import dev.fairlead.operator.revision.Revision;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.Map;

/** The Deployment of one revision; only its size changes. */
final class RevisionDeployment {
  private RevisionDeployment() {}

  /** {@code annotations} are the Deployment's own, not its pods'. */
  static Deployment of(
      ModelDeployment md, Revision revision, int replicas, Map<String, String> annotations) {
    String name = md.getMetadata().getName();
    return new DeploymentBuilder()
        .withMetadata(Metadata.of(md, revision.name(), Labels.of(name, revision.name())))
        .editMetadata()
        .withAnnotations(annotations)
        .endMetadata()
        .withNewSpec()
        .withReplicas(replicas)
        .withNewSelector()
        .withMatchLabels(Map.of(Labels.MODEL_DEPLOYMENT, name, Labels.REVISION, revision.name()))
        .endSelector()
        // the template never changes; this only matters for `kubectl rollout restart`, which is not
        // fought
        .withNewStrategy()
        .withType("RollingUpdate")
        .withNewRollingUpdate()
        .withMaxSurge(new IntOrString(1))
        .withMaxUnavailable(new IntOrString(0))
        .endRollingUpdate()
        .endStrategy()
        .withRevisionHistoryLimit(1)
        .withTemplate(revision.template())
        .endSpec()
        .build();
  }
}
