package dev.fairlead.operator.plan;

import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.revision.History;
import dev.fairlead.operator.revision.Revision;
import dev.fairlead.operator.rollout.RolloutDecision;
import dev.fairlead.operator.rollout.Selection;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Revisions whose pods stay though the Service leads to others. Connections that clients keep would
 * stay with them for minutes, so their servers are told to send those away. Pods that go need not
 * be told: they do it when they end.
 */
final class Retirement {
  private Retirement() {}

  /**
   * It begins with the Service's selector, so that the settings are there before a pod is to look
   * at them, and ends as soon as a revision is to have requests again, whichever way. While all is
   * held none begins.
   *
   * @param known what the servers were told, of revisions that have pods; null for nothing
   */
  static SortedSet<String> of(
      Observation seen,
      History history,
      Course course,
      RolloutDecision decision,
      @Nullable LiveSettings known) {
    String target = course.target().name();
    boolean begins =
        !course.isHeld()
            && decision.selection().equals(new Selection.One(target))
            && Rollouts.keepsOld(Rollouts.of(seen.primary().getSpec()), course.setback());
    return history.revisions().stream()
        .filter(LiveSettings::areReadBy)
        .map(Revision::name)
        .filter(r -> !r.equals(target) && !decision.selection().reaches(r))
        .filter(r -> isRetired(r, known) || (begins && isKept(seen, decision, r)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean isRetired(String revision, @Nullable LiveSettings known) {
    return known != null && known.retired().contains(revision);
  }

  private static boolean isKept(Observation seen, RolloutDecision decision, String revision) {
    return decision.replicas().getOrDefault(revision, 0) > 0 && !seen.podsOf(revision).isEmpty();
  }

  /** Whether who opens a connection comes to a pod that has the requests. */
  static boolean isInForce(Observation seen) {
    return seen.selection() instanceof Selection.One && seen.exactSince() != null;
  }
}
