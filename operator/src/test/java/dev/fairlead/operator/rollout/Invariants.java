package dev.fairlead.operator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.operator.rollout.SimSpec.Kind;
import dev.fairlead.operator.rollout.analysis.Judgement.Outcome;

/**
 * What holds of every single decision, whatever happened before: by what the operator saw when it
 * decided, since it cannot know more.
 *
 * @param spec what the user wants
 * @param in what was seen
 * @param decision what was decided
 */
record Invariants(SimSpec spec, RolloutInput in, RolloutDecision decision) {

  void check() {
    theTargetIsNotTakenAway();
    if (spec.strategy() == Kind.UNAPPROVED && !in.frozen()) {
      nobodyApprovedIt();
    }
    if (spec.strategy() == Kind.RECREATE || in.size().wanted() == 0) {
      return; // the user's word to the contrary
    }
    noCapacityIsGivenUp();
    noRequestsGoWhereNobodyIsReady();
    if (spec.strategy() != Kind.ROLLING && !in.frozen()) {
      stableCanTakeAllBack();
    }
  }

  /** Invariant 6: what loads is not killed, unless it is superseded. */
  private void theTargetIsNotTakenAway() {
    assertThat(decision.remove()).doesNotContain(spec.target());
    RevisionPods target = in.targetPods();
    boolean isStopped = spec.strategy() == Kind.RECREATE;
    if (!isStopped && !in.frozen() && spec.strategy() != Kind.CANARY) {
      assertThat(decision.replicas().getOrDefault(spec.target(), 0))
          .isGreaterThanOrEqualTo(Math.min(target.desired(), in.size().wanted()));
    }
  }

  /** Invariant 2: of what serves, no more is given up than there is too much of. */
  private void noCapacityIsGivenUp() {
    int before = in.live().stream().mapToInt(RevisionPods::serving).sum();
    int after =
        in.live().stream()
            .filter(r -> decision.selection().reaches(r.revision()))
            .filter(r -> !decision.remove().contains(r.revision()))
            .mapToInt(
                r ->
                    Math.min(
                        r.serving(), decision.replicas().getOrDefault(r.revision(), r.desired())))
            .sum();
    assertThat(after)
        .as("serving pods that are left of %d", before)
        .isGreaterThanOrEqualTo(Math.min(before, in.size().leastReady()));
  }

  /** Invariant 3. */
  private void noRequestsGoWhereNobodyIsReady() {
    if (decision.selection() instanceof Selection.One one
        && !decision.selection().equals(in.selection())) {
      boolean isReady =
          in.live().stream().anyMatch(r -> r.revision().equals(one.revision()) && r.ready() > 0);
      boolean isAnyReady = in.live().stream().anyMatch(r -> r.ready() > 0);
      assertThat(isReady || !isAnyReady).as("somebody answers at %s", one.revision()).isTrue();
    }
  }

  /** Invariant 8: whoever has the requests keeps the pods for all of them. */
  private void stableCanTakeAllBack() {
    for (RevisionPods pods : in.live()) {
      boolean leads =
          in.selection().equals(new Selection.One(pods.revision()))
              && decision.selection().equals(in.selection());
      if (leads) {
        assertThat(decision.remove()).doesNotContain(pods.revision());
        assertThat(decision.replicas().get(pods.revision()))
            .isGreaterThanOrEqualTo(Math.min(pods.desired(), in.size().wanted()));
      }
    }
  }

  private void nobodyApprovedIt() {
    boolean isCovered = in.size().wanted() > 0 && in.others().stream().anyMatch(r -> !r.isGone());
    if (in.isBeside()) {
      isKeptFrom(in, decision);
    }
    if (isCovered
        && !in.selection().reaches(spec.target())
        && !(in.selection() instanceof Selection.None)) {
      assertThat(decision.selection().reaches(spec.target())).as("reached").isFalse();
    }
  }

  /** Where the Service leads to somebody else, with pods or without: both keep what they are. */
  void nobodyGetsBehindAGate() {
    boolean isGated =
        switch (spec.strategy()) {
          case BLUE_GREEN, UNAPPROVED -> true;
          case ROLLING, RECREATE, CANARY -> false;
        };
    if (isGated && !in.frozen() && in.isBeside()) {
      isKeptFrom(in, decision);
    }
  }

  private static void isKeptFrom(RolloutInput in, RolloutDecision decision) {
    if (decision.selection() instanceof Selection.One one) {
      assertThat(one.revision()).as("reached").isNotEqualTo(in.target());
      assertThat(decision.remove()).as("removed").doesNotContain(one.revision());
    } else {
      assertThat(decision.replicas()).as("reached").containsEntry(in.target(), 0);
    }
  }

  /** Of a canary: one step at a time, and no share without a pod, or for a bad one. */
  static void check(Canary canary, RolloutInput in) {
    CanaryDecision decision = canary.decide(in);
    CanaryProgress before = canary.before();
    boolean isSame = before != null && before.revision().equals(in.target());
    int step = isSame ? before.step() : 0;
    assertThat(decision.progress().step()).isBetween(step, step + 1);
    if (in.targetPods().ready() == 0) {
      assertThat(decision.weight()).isZero();
    }
    boolean hasBegun = isSame && (before.step() > 0 || before.since() != null);
    if (canary.gate() != Gate.OPEN
        && !hasBegun
        && decision.phase() != CanaryDecision.Phase.PROMOTED) {
      assertThat(decision.weight()).as("behind its gate").isZero();
      assertThat(decision.progress().since()).as("begun behind its gate").isNull();
    }
    boolean hasAllSteps = isSame && before.step() >= canary.steps().size();
    boolean standsIn = canary.isNeeded() && (canary.gate() == Gate.OPEN || hasBegun);
    if (!hasAllSteps && !standsIn && in.isBeside() && !in.frozen()) {
      isKeptFrom(in, decision.rollout());
    }
    if (decision.phase() == CanaryDecision.Phase.FAILED) {
      assertThat(canary.outcome() == Outcome.BAD || canary.gate() == Gate.FAILED).isTrue();
      assertThat(decision.weight()).isZero();
      assertThat(decision.progress().step()).isEqualTo(step);
    }
    if (canary.outcome() != Outcome.GOOD) {
      assertThat(decision.progress().step()).as("without evidence").isEqualTo(step);
    }
  }
}
