package dev.fairlead.operator.observe;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.List;

/** What belongs to a ModelDeployment, and may therefore be written and deleted. */
public final class Ownership {
  private Ownership() {}

  /**
   * Whether this very resource controls the object. One that has our labels and lost its owner (a
   * stripped reference, or a backup that gave the resource another uid) is taken back: its pods go
   * on.
   */
  public static boolean isOwned(ModelDeployment md, HasMetadata object) {
    List<OwnerReference> controllers =
        object.getMetadata().getOwnerReferences().stream()
            .filter(o -> Boolean.TRUE.equals(o.getController()))
            .toList();
    if (controllers.isEmpty()) {
      return isLabelled(md, object);
    }
    return controllers.stream()
        .anyMatch(
            o ->
                o.getUid().equals(md.getMetadata().getUid())
                    || (isNamesake(md, o) && isLabelled(md, object)));
  }

  /** Whether the object has a reference to this very resource, so that it goes when that goes. */
  public static boolean isReferenced(ModelDeployment md, HasMetadata object) {
    return object.getMetadata().getOwnerReferences().stream()
        .anyMatch(o -> o.getUid().equals(md.getMetadata().getUid()));
  }

  /** A pod of a revision's Deployment: not one that somebody made with the same labels. */
  public static boolean isPodOf(String revision, HasMetadata pod) {
    return pod.getMetadata().getOwnerReferences().stream()
        .filter(o -> Boolean.TRUE.equals(o.getController()))
        .anyMatch(o -> "ReplicaSet".equals(o.getKind()) && o.getName().startsWith(revision + "-"));
  }

  private static boolean isNamesake(ModelDeployment md, OwnerReference owner) {
    return owner.getApiVersion().startsWith(md.getGroup() + "/")
        && owner.getKind().equals(md.getKind())
        && owner.getName().equals(md.getMetadata().getName());
  }

  private static boolean isLabelled(ModelDeployment md, HasMetadata object) {
    return md.getMetadata().getName().equals(Labels.get(object, Labels.MODEL_DEPLOYMENT))
        && Labels.FAIRLEAD.equals(Labels.get(object, Labels.MANAGED_BY));
  }
}
