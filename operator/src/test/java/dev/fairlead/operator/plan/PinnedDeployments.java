package dev.fairlead.operator.plan;

import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;

/** A Deployment, as it is while the image of its pods is pinned. */
final class PinnedDeployments {
  private PinnedDeployments() {}

  /** All its pods are of its template. */
  static Deployment settled(Deployment deployment, int pods) {
    return counted(deployment, pods, pods);
  }

  /** As its controller counts its pods, and those of them that are of its template. */
  static Deployment counted(Deployment deployment, int pods, int updated) {
    return new DeploymentBuilder(deployment)
        .editMetadata()
        .withGeneration(2L)
        .endMetadata()
        .withNewStatus()
        .withObservedGeneration(2L)
        .withReplicas(pods)
        .withUpdatedReplicas(updated)
        .endStatus()
        .build();
  }

  /** Its controller has not seen it as it is. */
  static Deployment unseen(Deployment deployment) {
    return new DeploymentBuilder(deployment)
        .editStatus()
        .withObservedGeneration(1L)
        .endStatus()
        .build();
  }

  /** It makes no pods of that image yet. */
  static Deployment paused(String image, Deployment deployment) {
    return new DeploymentBuilder(by(image, deployment))
        .editSpec()
        .withPaused(true)
        .endSpec()
        .build();
  }

  /** Its pods are made of that image. */
  static Deployment by(String image, Deployment deployment) {
    return new DeploymentBuilder(deployment)
        .editSpec()
        .editTemplate()
        .editSpec()
        .editFirstContainer()
        .withImage(image)
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  /** {@code kubectl set env}, rolled out. */
  static Deployment edited(Deployment deployment) {
    ManagedFieldsEntry kubectl =
        Serialization.unmarshal(
            """
            manager: kubectl-set
            operation: Update
            fieldsV1: {"f:spec": {"f:template": {"f:spec": {"f:mine": {}}}}}
            """,
            ManagedFieldsEntry.class);
    return new DeploymentBuilder(deployment)
        .editMetadata()
        .withManagedFields(kubectl)
        .endMetadata()
        .build();
  }

  /** {@code kubectl rollout restart}. */
  static Deployment restarted(Deployment deployment) {
    return new DeploymentBuilder(deployment)
        .editSpec()
        .editTemplate()
        .editMetadata()
        .addToAnnotations("kubectl.kubernetes.io/restartedAt", "2026-01-02T03:04:00Z")
        .endMetadata()
        .endTemplate()
        .endSpec()
        .build();
  }
}
