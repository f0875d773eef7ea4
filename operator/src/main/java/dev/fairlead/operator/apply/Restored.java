package dev.fairlead.operator.apply;

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
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.util.List;
import java.util.Map;

/**
 * An object as it is, with the part that is ours put back whole: what others added to it is gone.
 */
final class Restored {
  private static final String RESTARTED = "kubectl.kubernetes.io/restartedAt";

  private Restored() {}

  static HasMetadata of(HasMetadata desired, HasMetadata actual) {
    if (desired instanceof Deployment wanted && actual instanceof Deployment found) {
      return deployment(wanted, found);
    }
    if (desired instanceof Service wanted && actual instanceof Service found) {
      // the addresses are the API server's; the rest of a Service's spec is ours
      return new ServiceBuilder(wanted)
          .withMetadata(metadata(found))
          .editSpec()
          .withClusterIP(found.getSpec().getClusterIP())
          .withClusterIPs(found.getSpec().getClusterIPs())
          .endSpec()
          .build();
    }
    if (desired instanceof ConfigMap wanted && actual instanceof ConfigMap found) {
      return new ConfigMapBuilder(wanted).withMetadata(metadata(found)).build();
    }
    if (desired instanceof PodDisruptionBudget wanted
        && actual instanceof PodDisruptionBudget found) {
      return new PodDisruptionBudgetBuilder(wanted).withMetadata(metadata(found)).build();
    }
    throw new IllegalArgumentException(desired.getKind() + " has no spec of ours");
  }

  /**
   * Without the record of who owns which field, of which the caches have a part only: where none
   * comes the API server keeps its own.
   */
  private static ObjectMeta metadata(HasMetadata found) {
    return new ObjectMetaBuilder(found.getMetadata()).withManagedFields(List.of()).build();
  }

  /** A record with its labels and its owner; what else it says stays. */
  static HasMetadata record(HasMetadata wanted, HasMetadata found) {
    var metadata =
        new ObjectMetaBuilder(found.getMetadata())
            .addToLabels(wanted.getMetadata().getLabels())
            .withOwnerReferences(wanted.getMetadata().getOwnerReferences())
            .build();
    return new ControllerRevisionBuilder((ControllerRevision) found).withMetadata(metadata).build();
  }

  private static Deployment deployment(Deployment wanted, Deployment found) {
    var restored = new DeploymentBuilder(wanted).withMetadata(metadata(found));
    Map<String, String> annotations = found.getSpec().getTemplate().getMetadata().getAnnotations();
    String restarted = annotations == null ? null : annotations.get(RESTARTED);
    if (restarted != null) {
      restored
          .editSpec()
          .editTemplate()
          .editOrNewMetadata()
          .addToAnnotations(RESTARTED, restarted)
          .endMetadata()
          .endTemplate()
          .endSpec();
    }
    return restored.build();
  }
}
