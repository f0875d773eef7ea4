package dev.fairlead.operator.rollout;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether the revision that is asked for does not take over, because it failed or was given up, and
 * who has the requests in its place.
 *
 * @param candidate the revision that is asked for
 * @param isAborted whether a person has given it up
 * @param isAutomatic whether one that fails is taken back without a person
 * @param memory what is kept of an earlier failure of it
 * @param hasFailed whether it fails now
 * @param failed revisions of which a failure is kept
 * @param stableBefore the revision that served last, as far as anybody remembers; else null
 */
public record WayBack(
    String candidate,
    boolean isAborted,
    boolean isAutomatic,
    Memory memory,
    boolean hasFailed,
    Set<String> failed,
    @Nullable String stableBefore) {
  public WayBack {
    failed = Set.copyOf(failed);
  }

  /** What is kept of an earlier failure. */
  public enum Memory {
    /** Nothing. */
    NONE,
    /** It failed by the rules of today: it is not tried again. */
    COUNTS,
    /** It failed, and has been asked for anew since. */
    OUTDATED
  }

  /** Why a revision does not take over. */
  public enum Cause {
    /** A person has given it up. */
    ABORTED,
    /** It failed before, and that counts, or what is left of it still fails. */
    REMEMBERED,
    /** It is to be tried again once what is left of the last try has gone. */
    MAKES_WAY,
    /** It fails now. */
    FAILED
  }

  /**
   * Another revision has the requests.
   *
   * @param stable which one
   * @param cause why
   */
  public record Back(String stable, Cause cause) {}

  /** Empty while it may go on, and where there is no other revision to go back to. */
  public Optional<Back> decide(List<RevisionPods> live, Selection selection) {
    return stable(live, selection)
        .flatMap(stable -> cause(live, stable).map(cause -> new Back(stable, cause)));
  }

  /** Whom the Service leads to; while that is both or the candidate, the best of the others. */
  private Optional<String> stable(List<RevisionPods> live, Selection selection) {
    return selection instanceof Selection.One one && !one.revision().equals(candidate)
        ? Optional.of(one.revision())
        : best(live, candidate, failed);
  }

  /** Of the others, the one that is nearest to having all the requests, and has not failed. */
  public static Optional<String> best(
      List<RevisionPods> live, String candidate, Set<String> failed) {
    return live.stream()
        .filter(r -> !r.revision().equals(candidate) && !failed.contains(r.revision()))
        .max(
            Comparator.comparingInt(RevisionPods::ready)
                .thenComparingInt(RevisionPods::desired)
                .thenComparingLong(RevisionPods::number))
        .map(RevisionPods::revision);
  }

  private Optional<Cause> cause(List<RevisionPods> live, String stable) {
    if (isAborted) {
      return Optional.of(Cause.ABORTED);
    }
    if (!isAutomatic) {
      return Optional.empty();
    }
    boolean isOutdated = memory == Memory.OUTDATED;
    if (isOutdated && isGone(live)) {
      // a Deployment of today, with times of today, is made once this has gone
      return Optional.of(Cause.MAKES_WAY);
    }
    if (memory == Memory.COUNTS || (isOutdated && hasFailed)) {
      return Optional.of(Cause.REMEMBERED);
    }
    return hasFailed && hasServed(live, stable, stableBefore)
        ? Optional.of(Cause.FAILED)
        : Optional.empty();
  }

  private boolean isGone(List<RevisionPods> live) {
    return live.stream().filter(r -> r.revision().equals(candidate)).allMatch(RevisionPods::isGone);
  }

  /** Else nobody would be better off with it. */
  public static boolean hasServed(
      List<RevisionPods> live, String stable, @Nullable String stableBefore) {
    return stable.equals(stableBefore)
        || live.stream().anyMatch(r -> r.revision().equals(stable) && r.ready() > 0);
  }
}
