package dev.fairlead.operator.rollout;

import dev.fairlead.operator.rollout.RolloutDecision.Step;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** While no revision may change, only the number of pods can. */
final class Frozen {
  private Frozen() {}

  /** Keeps the shares of the revisions as they are; what is added or taken is the largest one's. */
  static RolloutDecision decide(RolloutInput in) {
    List<RevisionPods> live = in.live();
    Map<String, Integer> replicas =
        live.stream().collect(Collectors.toMap(RevisionPods::revision, RevisionPods::desired));
    RevisionPods largest = largest(in);
    int change = in.size().wanted() - replicas.values().stream().mapToInt(n -> n).sum();
    // in the middle of a rollout the surge is not too many
    boolean isResized = live.size() == 1 || change > 0 || change < -in.size().maxSurge();
    int size = Math.max(needed(in, largest), largest.desired() + (isResized ? change : 0));
    replicas.put(largest.revision(), largest.towards(size));
    Selection selection =
        live.size() == 1 || in.selection() instanceof Selection.None
            ? new Selection.One(largest.revision())
            : in.selection();
    return new RolloutDecision(
        replicas, Set.of(), selection, live.size() == 1 ? Step.DONE : Step.FROZEN, null);
  }

  /**
   * Of its pods, as many as the others' serving ones leave to it; who alone has the requests has
   * the fewest that can take them, also where it has to be made again.
   */
  private static int needed(RolloutInput in, RevisionPods largest) {
    int others =
        in.live().stream()
            .filter(r -> !r.equals(largest) && in.selection().reaches(r.revision()))
            .mapToInt(RevisionPods::serving)
            .sum();
    boolean leads = in.selection().equals(new Selection.One(largest.revision()));
    int most = Math.max(largest.desired(), leads ? in.size().leastReady() : 0);
    return Math.clamp((long) in.size().wanted() - others, 0, most);
  }

  /** Of those that the Service reaches; where there is none, whom it is to lead to. */
  private static RevisionPods largest(RolloutInput in) {
    return in.live().stream()
        .max(
            Comparator.comparing((RevisionPods r) -> isMeant(in, r))
                .thenComparingInt(RevisionPods::ready)
                .thenComparingLong(RevisionPods::number))
        .orElseThrow();
  }

  private static boolean isMeant(RolloutInput in, RevisionPods revision) {
    return in.selection() instanceof Selection.None
        ? revision.revision().equals(in.target())
        : in.selection().reaches(revision.revision());
  }
}
