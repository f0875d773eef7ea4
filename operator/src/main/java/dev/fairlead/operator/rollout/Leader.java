package dev.fairlead.operator.rollout;

import java.util.Comparator;
import java.util.List;

/**
 * Who is to have the requests while two revisions run beside each other.
 *
 * @param target the one that takes over
 * @param others at least one
 * @param wanted pods that a revision needs to take all the requests
 * @param mayLead whether the target may have any
 */
record Leader(RevisionPods target, List<RevisionPods> others, int wanted, boolean mayLead) {

  /** What the Service is to reach, given what it reaches now and that its endpoints show that. */
  Selection select(Selection now) {
    return switch (now) {
      case Selection.One one when one.revision().equals(target.revision()) -> ofTarget(now);
      case Selection.One one -> ofOther(one);
      case Selection.All all -> ofBoth(all);
      case Selection.None none -> new Selection.One(first().revision());
    };
  }

  /** It stays, unless it has nothing to answer with and another one does. */
  private Selection ofTarget(Selection now) {
    return target.ready() == 0 && best().ready() > 0 ? new Selection.All() : now;
  }

  private Selection ofOther(Selection.One now) {
    boolean answers =
        others.stream().anyMatch(o -> o.revision().equals(now.revision()) && o.ready() > 0);
    boolean isReplaced = target.ready() >= wanted || (!answers && target.ready() > 0);
    if (isReplaced && mayLead) {
      return new Selection.All();
    }
    return answers || best().ready() == 0 ? now : new Selection.One(best().revision());
  }

  /**
   * Never longer than it takes: on to the target, or back to one that has all it needs. Where
   * nobody answers at all nothing is lost by that, and a target that may not have requests yet can
   * have pods.
   */
  private Selection ofBoth(Selection now) {
    if (target.serving() >= wanted && mayLead) {
      return new Selection.One(target.revision());
    }
    boolean isNobodyReady = target.ready() == 0 && best().ready() == 0;
    boolean goesBack = !goesOn() && (best().serving() >= wanted || isNobodyReady);
    return goesBack ? new Selection.One(best().revision()) : now;
  }

  /** Whether the target has all that it needs to take over. */
  boolean goesOn() {
    return target.ready() >= wanted && mayLead;
  }

  private RevisionPods first() {
    return best().ready() == 0 && target.ready() > 0 && mayLead ? target : best();
  }

  /** Of the others, the one that is nearest to having all the requests. */
  RevisionPods best() {
    return others.stream()
        .max(Comparator.comparingInt(RevisionPods::ready).thenComparingLong(RevisionPods::number))
        .orElseThrow();
  }
}
