package dev.fairlead.operator.status;

import dev.fairlead.api.v1alpha1.TrafficStatus;
import dev.fairlead.operator.rollout.RevisionPods;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Shares of the requests, by ready endpoints: the Service sends as many to each. */
final class Traffic {
  private Traffic() {}

  /** The shares in percent; they sum to 100, or there is none. */
  static List<TrafficStatus> of(List<RevisionPods> live) {
    List<RevisionPods> serving =
        live.stream()
            .filter(r -> r.serving() > 0)
            .sorted(Comparator.comparingLong(RevisionPods::number))
            .toList();
    int all = serving.stream().mapToInt(RevisionPods::serving).sum();
    int rest = 100;
    var shares = new ArrayList<TrafficStatus>();
    for (RevisionPods revision : serving) {
      boolean isLast = shares.size() == serving.size() - 1;
      int weight = isLast ? rest : revision.serving() * 100 / all;
      rest -= weight;
      shares.add(new TrafficStatus(revision.revision(), weight));
    }
    return List.copyOf(shares);
  }
}
