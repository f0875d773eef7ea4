package dev.fairlead.operator.reconciler;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;

/**
 * A status apply is a fresh object with a name and a status: whatever else it held would become
 * ours.
 */
final class StatusPatch {
  private StatusPatch() {}

  static ModelDeployment of(ModelDeployment md, ModelDeploymentStatus status) {
    var patch = new ModelDeployment();
    patch.setMetadata(
        new ObjectMetaBuilder()
            .withName(md.getMetadata().getName())
            .withNamespace(md.getMetadata().getNamespace())
            .build());
    patch.setStatus(status);
    return patch;
  }
}
