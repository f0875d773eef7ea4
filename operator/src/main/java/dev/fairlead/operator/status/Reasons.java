package dev.fairlead.operator.status;

import dev.fairlead.api.v1alpha1.Reason;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Kinds of reasons. */
public final class Reasons {
  private static final Set<Reason> NOT_OF_PODS =
      EnumSet.of(
          Reason.SERVING,
          Reason.SCALED_TO_ZERO,
          Reason.PROGRESSING,
          Reason.RESOLVING,
          Reason.STARTING,
          Reason.STOPPING,
          Reason.SHIFTING,
          Reason.SWITCHING,
          Reason.AWAITING_APPROVAL,
          Reason.VERIFYING,
          Reason.VERIFICATION_FAILED,
          Reason.VERIFICATION_NOT_POSSIBLE,
          Reason.MIRRORING,
          Reason.MIRROR_FAILED,
          Reason.MIRROR_NOT_POSSIBLE,
          Reason.ANALYZING,
          Reason.ANALYSIS_FAILED,
          Reason.CANARY_NOT_POSSIBLE,
          Reason.GATEWAY_API_MISSING,
          Reason.ROUTE_NOT_ACCEPTED,
          Reason.ROLLED_BACK,
          Reason.ABORTED,
          Reason.REVISION_NOT_FOUND,
          Reason.REPLICAS_NOT_READY,
          Reason.MOVING,
          Reason.IMAGE_NOT_PINNED,
          Reason.IMAGES_DIFFER,
          Reason.BUDGET_RELAXED,
          Reason.PAUSED,
          Reason.INVALID_SPEC,
          Reason.NAME_CONFLICT,
          Reason.PROGRESS_DEADLINE_EXCEEDED,
          Reason.API_ERROR,
          Reason.INTERNAL_ERROR);

  private Reasons() {}

  /** The reason that a condition carries. */
  public static Optional<Reason> of(String value) {
    return Arrays.stream(Reason.values()).filter(r -> r.value().equals(value)).findFirst();
  }

  /** Whether it was read from pods, rather than from the resource or its rollout. */
  public static boolean isOfPods(Reason reason) {
    return !NOT_OF_PODS.contains(reason);
  }
}
