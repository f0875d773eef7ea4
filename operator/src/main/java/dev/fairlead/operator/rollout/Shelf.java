package dev.fairlead.operator.rollout;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Deployments without pods, of revisions that failed. No strategy has to know them: one stays for
 * as long as its failure counts, the others go.
 *
 * @param revisions whose Deployments they are
 * @param isHeld whether nothing may change but sizes: they are not touched then
 * @param kept the revision whose failure counts; null if none does
 */
public record Shelf(Set<String> revisions, boolean isHeld, @Nullable String kept) {
  public Shelf {
    revisions = Set.copyOf(revisions);
  }

  /** Of those that failed; who is to have the pods is none of them. */
  public static Shelf of(
      List<RevisionPods> live,
      Set<String> failed,
      String target,
      boolean isHeld,
      @Nullable String kept) {
    return new Shelf(
        live.stream()
            .filter(RevisionPods::isGone)
            .map(RevisionPods::revision)
            .filter(r -> !r.equals(target) && failed.contains(r))
            .collect(Collectors.toSet()),
        isHeld,
        kept);
  }

  /** What a strategy decides about. */
  public List<RevisionPods> without(List<RevisionPods> live) {
    return live.stream().filter(r -> !revisions.contains(r.revision())).toList();
  }

  /** The decision, with what it did not have to know. */
  public RolloutDecision complete(RolloutDecision decision) {
    if (isHeld) {
      return decision;
    }
    RolloutDecision complete = decision;
    for (String revision : revisions) {
      complete = complete.removing(revision);
    }
    return kept == null ? complete : complete.keeping(kept);
  }
}
