package dev.fairlead.operator.rollout;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the operator sees, in caches that are behind.
 *
 * @param deployments by revision
 * @param live the same in numbers
 * @param selection of the Service
 * @param isFollowed whether the slices were made from that selection
 * @param exactSince since when they are exactly the ready pods; null while they are not
 * @param now the time
 */
record SimSight(
    Map<String, SimDeployment> deployments,
    List<RevisionPods> live,
    Selection selection,
    boolean isFollowed,
    @Nullable Instant exactSince,
    Instant now) {

  SimDeployment.@Nullable Failure failure(String revision) {
    SimDeployment deployment = deployments.get(revision);
    return deployment == null ? null : deployment.failure();
  }

  Set<String> failed() {
    return deployments.keySet().stream()
        .filter(revision -> failure(revision) != null)
        .collect(Collectors.toSet());
  }

  /** Zeros where it has no Deployment. */
  RevisionPods pods(String revision) {
    return live.stream()
        .filter(r -> r.revision().equals(revision))
        .findFirst()
        .orElse(new RevisionPods(revision, 0, 0, 0, 0, 0, 0));
  }

  RolloutInput input(SimCourse course, Size size, List<RevisionPods> shown) {
    return new RolloutInput(
        course.target(), size, course.isHeld(), shown, selection, isFollowed, exactSince, now);
  }
}
