package dev.fairlead.operator.apply;

import dev.fairlead.operator.observe.Drift;
import dev.fairlead.operator.observe.Labels;
import dev.fairlead.operator.revision.RevisionRecord;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;

/**
 * An object as it is, with the part that is ours put back whole: what others added to it is gone,
 * and that they own any of it.
 */
final class Restored {
  private Restored() {}

  static HasMetadata of(HasMetadata desired, HasMetadata actual) {
    ObjectMeta metadata =
        new ObjectMetaBuilder(actual.getMetadata())
            .withManagedFields(Drift.withoutForeign(actual))
            .build();
    if (desired instanceof Deployment wanted && actual instanceof Deployment found) {
      return deployment(wanted, found, metadata);
    }
    if (desired instanceof Service wanted && actual instanceof Service found) {
      // the addresses are the API server's; the rest of a Service's spec is ours
      return new ServiceBuilder(wanted)
          .withMetadata(metadata)
          .editSpec()
          .withClusterIP(found.getSpec().getClusterIP())
          .withClusterIPs(found.getSpec().getClusterIPs())
          .endSpec()
          .build();
    }
    if (desired instanceof ConfigMap wanted) {
      return new ConfigMapBuilder(wanted).withMetadata(metadata).build();
    }
    if (desired instanceof PodDisruptionBudget wanted) {
      return new PodDisruptionBudgetBuilder(wanted).withMetadata(metadata).build();
    }
    if (desired instanceof HTTPRoute wanted) {
      return new HTTPRouteBuilder(wanted).withMetadata(metadata).build();
    }
    throw new IllegalArgumentException(desired.getKind() + " has no spec of ours");
  }

  /** A record with its labels, its owner and what was learned; what else it says stays. */
  static HasMetadata record(HasMetadata wanted, HasMetadata found) {
    var metadata =
        new ObjectMetaBuilder(found.getMetadata())
            .addToLabels(wanted.getMetadata().getLabels())
            .addToAnnotations(wanted.getMetadata().getAnnotations())
            .withOwnerReferences(wanted.getMetadata().getOwnerReferences())
            .build();
    return new ControllerRevisionBuilder(RevisionRecord.unpack((ControllerRevision) found))
        .withMetadata(metadata)
        .build();
  }

  private static Deployment deployment(Deployment wanted, Deployment found, ObjectMeta metadata) {
    var restored = new DeploymentBuilder(wanted).withMetadata(metadata);
    String restarted = Labels.restartedAt(found.getSpec().getTemplate().getMetadata());
    if (restarted != null) {
      restored
          .editSpec()
          .editTemplate()
          .editOrNewMetadata()
          .addToAnnotations(Labels.RESTARTED, restarted)
          .endMetadata()
          .endTemplate()
          .endSpec();
    }
    return restored.build();
  }
}
