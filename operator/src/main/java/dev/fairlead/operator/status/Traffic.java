package dev.fairlead.operator.status;

import dev.fairlead.api.v1alpha1.TrafficStatus;
import dev.fairlead.operator.rollout.RevisionPods;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shares of the requests, by ready endpoints: the Service sends as many to each. */
final class Traffic {
  private Traffic() {}

  /**
   * The shares in percent; they sum to 100, or there is none.
   *
   * @param stable comes first, even where it no longer gets any
   */
  static List<TrafficStatus> of(List<RevisionPods> live, @Nullable String stable) {
    List<RevisionPods> revisions =
        live.stream()
            .filter(r -> r.serving() > 0 || r.revision().equals(stable))
            .sorted(
                Comparator.comparing((RevisionPods r) -> !r.revision().equals(stable))
                    .thenComparingLong(RevisionPods::number))
            .toList();
    int all = revisions.stream().mapToInt(RevisionPods::serving).sum();
    if (all == 0) {
      return List.of();
    }
    var shares = new ArrayList<TrafficStatus>();
    int before = 0;
    int given = 0;
    for (RevisionPods revision : revisions) {
      before += revision.serving();
      int weight = before * 100 / all - given;
      given += weight;
      shares.add(new TrafficStatus(revision.revision(), weight));
    }
    return List.copyOf(shares);
  }
}
