package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.operator.observe.Labels;
import dev.fairlead.operator.revision.Revision;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.Map;

/** The Deployment of one revision; only its size changes, and that its image gets its digest. */
final class RevisionDeployment {
  private RevisionDeployment() {}

  /** {@code annotations} are the Deployment's own, not its pods'. */
  static Deployment of(
      ModelDeployment md, ImagePin pin, int replicas, Map<String, String> annotations) {
    String name = md.getMetadata().getName();
    Revision revision = pin.revision();
    return new DeploymentBuilder()
        .withMetadata(Metadata.of(md, revision.name(), Labels.of(name, revision.name())))
        .editMetadata()
        .withAnnotations(annotations)
        .endMetadata()
        .withNewSpec()
        .withReplicas(replicas)
        .withPaused(pin.isPaused() ? true : null)
        .withNewSelector()
        .withMatchLabels(Map.of(Labels.MODEL_DEPLOYMENT, name, Labels.REVISION, revision.name()))
        .endSelector()
        // no change of the template is rolled out; this only matters for `kubectl rollout restart`,
        // which is not fought
        .withNewStrategy()
        .withType("RollingUpdate")
        .withNewRollingUpdate()
        .withMaxSurge(new IntOrString(1))
        .withMaxUnavailable(new IntOrString(0))
        .endRollingUpdate()
        .endStrategy()
        .withRevisionHistoryLimit(1)
        .withTemplate(pin.template())
        .endSpec()
        .build();
  }
}
