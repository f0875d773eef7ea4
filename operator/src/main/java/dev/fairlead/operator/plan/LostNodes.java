package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.TemplatePodSpec;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How long a pod waits for its node to come back before another takes its place elsewhere. */
final class LostNodes {
  private static final long SECONDS = 30;
  private static final List<String> TAINTS =
      List.of("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable");

  private LostNodes() {}

  /** The user's own tolerations, and ours (the cluster's own wait five minutes) beside them. */
  static List<Toleration> tolerations(@Nullable TemplatePodSpec pod) {
    List<Toleration> own = pod == null || pod.tolerations() == null ? List.of() : pod.tolerations();
    var all = new ArrayList<Toleration>(own);
    for (String taint : TAINTS) {
      if (own.stream().noneMatch(t -> t.getKey() == null || taint.equals(t.getKey()))) {
        all.add(
            new TolerationBuilder()
                .withKey(taint)
                .withOperator("Exists")
                .withEffect("NoExecute")
                .withTolerationSeconds(SECONDS)
                .build());
      }
    }
    return all;
  }
}
