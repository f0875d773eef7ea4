package dev.fairlead.operator.plan;

import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.rollout.RevisionPods;
import dev.fairlead.operator.rollout.RolloutDecision;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Deployments without pods, of revisions that failed. No strategy has to know them: one stays for
 * as long as its failure counts, the others go.
 *
 * @param revisions whose Deployments they are
 * @param course who has the pods
 */
record Shelf(Set<String> revisions, Course course) {

  static Shelf of(Observation seen, Course course) {
    return new Shelf(
        seen.live().stream()
            .filter(RevisionPods::isGone)
            .map(RevisionPods::revision)
            .filter(r -> !r.equals(course.target().name()))
            .filter(r -> Failure.of(seen.deploymentOf(r)) != null)
            .collect(Collectors.toSet()),
        course);
  }

  /** What a strategy decides about. */
  List<RevisionPods> without(List<RevisionPods> live) {
    return live.stream().filter(r -> !revisions.contains(r.revision())).toList();
  }

  /** The decision, with what it did not have to know; while all is held they are not touched. */
  RolloutDecision complete(RolloutDecision decision) {
    if (course.isHeld()) {
      return decision;
    }
    RolloutDecision complete = decision;
    for (String revision : revisions) {
      complete = complete.removing(revision);
    }
    Setback setback = course.setback();
    return setback != null && setback.failure() != null
        ? complete.keeping(setback.candidate())
        : complete;
  }
}
