package dev.fairlead.operator.observe;

import dev.fairlead.api.v1alpha1.Reason;

/**
 * Why a pod cannot be placed for the claim that its model lies in, from the words of the scheduler,
 * which looks at claims before it looks at nodes. The operator itself has no right to read claims.
 *
 * @see <a
 *     href="https://github.com/kubernetes/kubernetes/blob/v1.34.4/pkg/scheduler/framework/plugins/volumebinding/volume_binding.go">VolumeBinding</a>
 */
final class ClaimDiagnosis {
  private ClaimDiagnosis() {}

  static Finding of(String claim, String message) {
    String name = "persistentvolumeclaim \"" + claim + "\" ";
    if (message.contains(name + "not found")) {
      return new Finding(
          Reason.CLAIM_NOT_FOUND,
          "there is no PersistentVolumeClaim %s in this namespace: create it, or correct spec.model.uri"
              .formatted(claim),
          true);
    }
    if (message.contains(name + "is being deleted")) {
      return new Finding(
          Reason.CLAIM_NOT_FOUND,
          "the PersistentVolumeClaim %s is being deleted: create it anew once it is gone, or correct spec.model.uri"
              .formatted(claim),
          true);
    }
    if (message.contains("bound to non-existent")) {
      return new Finding(
          Reason.CLAIM_NOT_BOUND,
          "the volume of the PersistentVolumeClaim %s does not exist any more: create both anew, or correct spec.model.uri"
              .formatted(claim),
          true);
    }
    if (message.contains("unbound immediate PersistentVolumeClaims")) {
      return new Finding(Reason.CLAIM_NOT_BOUND, notBound(claim), false);
    }
    if (message.contains("find available persistent volumes to bind")) {
      return new Finding(
          Reason.CLAIM_NOT_BOUND, notBound(claim) + "; the scheduler: " + message, false);
    }
    return new Finding(Reason.UNSCHEDULABLE, message + cure(claim, message), false);
  }

  /** Not stuck: a volume may be on its way. */
  private static String notBound(String claim) {
    return "the PersistentVolumeClaim %1$s has no volume yet: what it waits for is told by kubectl describe pvc %1$s"
        .formatted(claim);
  }

  /** What the scheduler's words do not say. */
  private static String cure(String claim, String message) {
    if (message.contains("ReadWriteOncePod")) {
      return " The PersistentVolumeClaim %s can be mounted by one pod at a time: use one with ReadOnlyMany or ReadWriteMany, or set spec.replicas to 1, and in spec.rollout.rolling maxSurge to 0 and maxUnavailable to 1."
          .formatted(claim);
    }
    if (message.contains("PersistentVolume's node affinity")
        || message.contains("volume node affinity conflict")
        || message.contains("no available volume zone")) {
      return " The volume of the PersistentVolumeClaim %s can be had on some nodes only."
          .formatted(claim);
    }
    return "";
  }
}
