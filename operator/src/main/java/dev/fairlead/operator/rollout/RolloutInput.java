package dev.fairlead.operator.rollout;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the decision is taken from.
 *
 * @param target the revision that the spec declares
 * @param size how many pods are wanted
 * @param frozen {@code spec.paused}: pods are kept and replaced, but none moves to another revision
 * @param live the revisions that have a Deployment
 * @param selection what the Service reaches now
 * @param isFollowed whether the Service's endpoints were made from that selection, and not from one
 *     before it
 * @param exactSince since when the Service's endpoints are exactly the ready pods that it selects;
 *     null while they are not
 * @param now the time
 */
public record RolloutInput(
    String target,
    Size size,
    boolean frozen,
    List<RevisionPods> live,
    Selection selection,
    boolean isFollowed,
    @Nullable Instant exactSince,
    Instant now) {
  public RolloutInput {
    live = List.copyOf(live);
  }

  RevisionPods targetPods() {
    return live.stream()
        .filter(r -> r.revision().equals(target))
        .findFirst()
        .orElse(new RevisionPods(target, Long.MAX_VALUE, 0, 0, 0, 0));
  }

  List<RevisionPods> others() {
    return live.stream().filter(r -> !r.revision().equals(target)).toList();
  }
}
