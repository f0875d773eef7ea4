package dev.fairlead.operator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.operator.rollout.RolloutDecision.Step;
import dev.fairlead.operator.rollout.SimSpec.Kind;
import dev.fairlead.operator.rollout.WayBack.Cause;
import dev.fairlead.operator.rollout.analysis.Judgement.Outcome;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What holds of every single decision, whatever happened before: by what the operator saw when it
 * decided, since it cannot know more. The numbers are those of the design's invariants. Of these,
 * what a simulation of decisions cannot show is shown elsewhere:
 *
 * <ul>
 *   <li>1, one writer for each field: by what the API server sees, {@code DriftIT} and {@code
 *       TamperingIT}; here only the operator sizes Deployments.
 *   <li>4 and 5: nothing scales by demand yet. What is left of them is said here: nobody gets pods
 *       for requests that go to others, and nobody loses any that the spec asks for.
 *   <li>7, reason, number and threshold in the status: {@code StatusContractTest}, {@code
 *       RolloutContractTest}, {@code CanaryContractTest}, {@code GateContractTest}. Here: a
 *       decision that waits says so by its step, and when it has to be taken again.
 *   <li>8, until no request comes any more: {@code MidRolloutStory} and {@code CanaryStory}.
 *   <li>9, same inputs, same decision: {@link SimOperator} takes each twice.
 *   <li>10, up to the nodes: {@link ExplorerTest}; the Service's own answer: {@code
 *       StatusContractTest} and {@code TruthStory}.
 *   <li>11, of a pin that names nothing; other bad inputs: {@code TamperingIT}, {@code
 *       StatusContractTest}.
 *   <li>12: {@code RightsIT}, {@code LimitsIT}. 13: {@code NameConflictIT}, {@code UnrelatedIT}.
 * </ul>
 *
 * @param spec what the user wants
 * @param seen what was seen
 * @param plan what was decided
 */
record Invariants(SimSpec spec, SimSight seen, SimPlan plan) {
  private static final List<Duration> LATER =
      List.of(Duration.ofMillis(500), Duration.ofSeconds(3), Duration.ofMinutes(1));

  void check() {
    theTargetIsNotTakenAway();
    nobodyIsKeptAndRemoved();
    whoWaitsSaysSo();
    whatTimeChangesIsNotMissed();
    sharesAreShares();
    whoIsGivenUpDoesNotTakeOver();
    whoFailedIsRemembered();
    if (in().frozen() && !in().live().isEmpty()) {
      nothingThatRunsIsChanged();
    }
    if (plan.course().isFree() && spec.isUnapproved()) {
      nobodyApprovedIt();
    }
    if (plan.gate() != Gate.OPEN) {
      nobodyGetsBehindAGate();
    }
    check(plan.walker(), in());
    if (spec.strategy() == Kind.RECREATE || in().size().wanted() == 0) {
      return; // the user's word to the contrary
    }
    noCapacityIsGivenUp();
    nobodyIsScaledDown();
    nobodyGetsPodsForOthersRequests();
    noRequestsGoWhereNobodyIsReady();
    whoIsTakenBackGetsNothing();
    if (spec.strategy() != Kind.ROLLING && !in().frozen()) {
      stableCanTakeAllBack();
    }
  }

  private RolloutInput in() {
    return plan.input();
  }

  private RolloutDecision decision() {
    return plan.decision();
  }

  private int sizeOf(RevisionPods pods) {
    return decision().remove().contains(pods.revision())
        ? 0
        : decision().replicas().getOrDefault(pods.revision(), pods.desired());
  }

  /** Invariant 6: what loads is not killed, unless it is superseded. */
  private void theTargetIsNotTakenAway() {
    assertThat(decision().remove()).doesNotContain(in().target());
    RevisionPods target = in().targetPods();
    boolean isStopped = spec.strategy() == Kind.RECREATE;
    if (!isStopped && !in().frozen() && plan.canary() == null) {
      assertThat(decision().replicas().getOrDefault(in().target(), 0))
          .isGreaterThanOrEqualTo(Math.min(target.desired(), in().size().wanted()));
    }
  }

  private void nobodyIsKeptAndRemoved() {
    assertThat(Collections.disjoint(decision().replicas().keySet(), decision().remove())).isTrue();
  }

  /** Invariant 7: it is not called done while anybody else has pods, or is held. */
  private void whoWaitsSaysSo() {
    if (decision().step() == Step.DONE) {
      assertThat(in().live())
          .as("done, by %s", plan)
          .filteredOn(r -> !r.revision().equals(in().target()))
          .allMatch(r -> sizeOf(r) == 0);
    }
    if (in().frozen() && in().live().size() > 1) {
      assertThat(decision().step()).isEqualTo(Step.FROZEN);
    }
  }

  /** Invariant 7: where nothing happens meanwhile it is looked at again in time. */
  private void whatTimeChangesIsNotMissed() {
    RolloutDecision now = plan.strategy().decide(in());
    Duration wait = now.lookAgain();
    Stream<Duration> missed =
        LATER.stream().filter(later -> wait == null || wait.compareTo(later) > 0);
    assertThat(missed)
        .as("looked at again in %s, and then it is another decision: %s", wait, now)
        .allMatch(later -> isSame(now, plan.strategy().decide(after(later))));
  }

  private static boolean isSame(RolloutDecision now, RolloutDecision then) {
    return now.replicas().equals(then.replicas())
        && now.remove().equals(then.remove())
        && now.selection().equals(then.selection());
  }

  private RolloutInput after(Duration later) {
    RolloutInput in = in();
    return new RolloutInput(
        in.target(),
        in.size(),
        in.frozen(),
        in.live(),
        in.selection(),
        in.isFollowed(),
        in.exactSince(),
        in.now().plus(later));
  }

  /** Invariant 3: who hands a share on has the rest, so that they sum to 100. */
  private void sharesAreShares() {
    CanaryDecision canary = plan.canary();
    if (canary == null) {
      return;
    }
    List<CanaryStep> steps = spec.canary().list();
    int step = Math.min(canary.progress().step(), steps.size() - 1);
    assertThat(canary.weight()).isBetween(0, steps.get(step).weight());
    if (canary.weight() > 0) {
      assertThat(in().selection())
          .as("who hands %d %% on", canary.weight())
          .isNotEqualTo(new Selection.One(in().target()));
    }
  }

  /** Where there is another one that has not failed. */
  private void whoIsGivenUpDoesNotTakeOver() {
    boolean isAnother =
        seen.live().stream()
            .map(RevisionPods::revision)
            .anyMatch(r -> !r.equals(spec.wished()) && !seen.failed().contains(r));
    if (spec.isAborted() && isAnother && !plan.course().isHeld()) {
      assertThat(plan.course().target()).as("aborted").isNotEqualTo(spec.wished());
    }
  }

  /** By a Deployment that stays: else it would be tried again, and again. */
  private void whoFailedIsRemembered() {
    WayBack.Back back = plan.course().wayBack();
    if (back != null && (back.cause() == Cause.FAILED || back.cause() == Cause.REMEMBERED)) {
      assertThat(plan.failures()).containsKey(spec.wished());
      assertThat(decision().replicas()).as("remembered").containsKey(spec.wished());
    }
  }

  /** Invariant 11, and a pause: sizes follow the spec's, and that is all. */
  private void nothingThatRunsIsChanged() {
    assertThat(decision().remove()).isEmpty();
    assertThat(in().live())
        .extracting(RevisionPods::revision)
        .containsExactlyInAnyOrderElementsOf(decision().replicas().keySet());
    if (in().live().size() > 1 && !(in().selection() instanceof Selection.None)) {
      assertThat(decision().selection()).isEqualTo(in().selection());
    }
  }

  /** Invariant 2: of what serves, no more is given up than there is too much of. */
  private void noCapacityIsGivenUp() {
    int before = in().live().stream().mapToInt(RevisionPods::serving).sum();
    int after =
        in().live().stream()
            .filter(r -> decision().selection().reaches(r.revision()))
            .mapToInt(r -> Math.min(r.serving(), sizeOf(r)))
            .sum();
    assertThat(after)
        .as("serving pods that are left of %d", before)
        .isGreaterThanOrEqualTo(Math.min(before, in().size().leastReady()));
  }

  /** Invariant 5: of who has requests, or is to, no pod is taken that the spec asks for. */
  private void nobodyIsScaledDown() {
    List<RevisionPods> reached =
        in().live().stream()
            .filter(
                r ->
                    in().selection().reaches(r.revision())
                        || decision().selection().reaches(r.revision()))
            .toList();
    int before = reached.stream().mapToInt(RevisionPods::desired).sum();
    assertThat(reached.stream().mapToInt(this::sizeOf).sum())
        .as("pods that are asked for, of %d", before)
        .isGreaterThanOrEqualTo(Math.min(before, in().size().leastReady()));
  }

  /** Invariant 4. */
  private void nobodyGetsPodsForOthersRequests() {
    assertThat(in().live())
        .filteredOn(r -> !r.revision().equals(in().target()))
        .filteredOn(r -> !in().selection().reaches(r.revision()))
        .filteredOn(r -> !decision().selection().reaches(r.revision()))
        .as("pods for requests of others, by %s", plan)
        .allMatch(r -> sizeOf(r) <= r.desired());
  }

  /** Invariant 3. */
  private void noRequestsGoWhereNobodyIsReady() {
    if (decision().selection() instanceof Selection.One one
        && !decision().selection().equals(in().selection())) {
      boolean isReady =
          in().live().stream().anyMatch(r -> r.revision().equals(one.revision()) && r.ready() > 0);
      boolean isAnyReady = in().live().stream().anyMatch(r -> r.ready() > 0);
      assertThat(isReady || !isAnyReady).as("somebody answers at %s", one.revision()).isTrue();
    }
  }

  /** Invariant 8: who failed or was given up comes to nothing that it does not have. */
  private void whoIsTakenBackGetsNothing() {
    WayBack.Back back = plan.course().wayBack();
    RevisionPods taken = seen.pods(spec.wished());
    if (back == null || in().selection().reaches(spec.wished())) {
      return;
    }
    assertThat(decision().remove()).doesNotContain(back.stable());
    assertThat(sizeOf(taken)).as("its pods").isLessThanOrEqualTo(taken.desired());
    if (taken.pods() > 0) {
      assertThat(decision().selection().reaches(spec.wished())).as("its requests").isFalse();
    }
  }

  /** Invariant 8: whoever has the requests keeps the pods for all of them. */
  private void stableCanTakeAllBack() {
    for (RevisionPods pods : in().live()) {
      boolean leads =
          in().selection().equals(new Selection.One(pods.revision()))
              && decision().selection().equals(in().selection());
      if (leads) {
        assertThat(decision().remove()).doesNotContain(pods.revision());
        assertThat(decision().replicas().get(pods.revision()))
            .isGreaterThanOrEqualTo(Math.min(pods.desired(), in().size().wanted()));
      }
    }
  }

  private void nobodyApprovedIt() {
    boolean isCovered =
        in().size().wanted() > 0 && in().others().stream().anyMatch(r -> !r.isGone());
    if (in().isBeside()) {
      isKeptFrom(in(), decision());
    }
    if (isCovered
        && !in().selection().reaches(in().target())
        && !(in().selection() instanceof Selection.None)) {
      assertThat(decision().selection().reaches(in().target())).as("reached").isFalse();
    }
  }

  /** Where the Service leads to somebody else, with pods or without: both keep what they are. */
  private void nobodyGetsBehindAGate() {
    if (spec.strategy() != Kind.CANARY && in().isBeside()) {
      isKeptFrom(in(), decision());
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

  /**
   * Of a canary: one step of today's list at a time, and no share without a pod, or for a bad one.
   */
  private static void check(Canary canary, RolloutInput in) {
    CanaryDecision decision = canary.decide(in);
    CanaryProgress before = canary.before();
    boolean isSame = before != null && before.revision().equals(in.target());
    int step = isSame ? before.by(canary.steps()).step() : 0;
    assertThat(decision.progress().step()).isBetween(step, step + 1);
    if (in.targetPods().ready() == 0) {
      assertThat(decision.weight()).isZero();
    }
    boolean hasBegun = isSame && before.hasBegun();
    if (canary.gate() != Gate.OPEN
        && !hasBegun
        && decision.phase() != CanaryDecision.Phase.PROMOTED) {
      assertThat(decision.weight()).as("behind its gate").isZero();
      assertThat(decision.progress().since()).as("begun behind its gate").isNull();
    }
    boolean hasAllSteps = isSame && hasDoneAll(before, canary) && canary.outcome() != Outcome.BAD;
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

  /** Each step of today's list, and none but these. */
  private static boolean hasDoneAll(CanaryProgress before, Canary canary) {
    List<CanaryStep> steps = canary.steps();
    return weights(before.done()).equals(weights(steps))
        && IntStream.range(0, steps.size())
            .allMatch(i -> before.done().get(i).needsApproval() || !steps.get(i).needsApproval());
  }

  private static List<Integer> weights(List<CanaryStep> steps) {
    return steps.stream().map(CanaryStep::weight).toList();
  }
}
