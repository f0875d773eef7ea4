package dev.fairlead.operator.status;

import dev.fairlead.api.v1alpha1.Approval;
import dev.fairlead.api.v1alpha1.CanaryStatus;
import dev.fairlead.api.v1alpha1.CanaryStepStatus;
import dev.fairlead.api.v1alpha1.EvidenceStatus;
import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.api.v1alpha1.QueryStatus;
import dev.fairlead.api.v1alpha1.RolloutStatus;
import dev.fairlead.api.v1alpha1.TrafficStatus;
import dev.fairlead.operator.plan.Canaries;
import dev.fairlead.operator.plan.CanaryCourse;
import dev.fairlead.operator.rollout.CanaryProgress;
import dev.fairlead.operator.rollout.Selection;
import dev.fairlead.operator.rollout.analysis.Judgement;
import dev.fairlead.operator.rollout.analysis.Measure;
import dev.fairlead.operator.rollout.analysis.QueryFinding;
import dev.fairlead.operator.rollout.analysis.QueryJudgement;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How far a canary is: in the status, in words, and in shares of the requests. */
final class CanarySteps {
  private CanarySteps() {}

  /** Null while none is under way. */
  static @Nullable CanaryStatus status(Situation situation) {
    CanaryCourse canary = situation.plan().canary();
    if (canary == null) {
      return null;
    }
    CanaryProgress progress = canary.decision().progress();
    return new CanaryStatus(
        progress.step(),
        canary.steps(),
        canary.weight(),
        progress.since() == null
            ? null
            : progress.since().truncatedTo(ChronoUnit.SECONDS).toString(),
        evidence(canary.judgement()),
        queries(canary),
        done(progress),
        progress.through(),
        progress.unsteadySince() == null ? null : progress.unsteadySince().toString());
  }

  private static @Nullable List<CanaryStepStatus> done(CanaryProgress progress) {
    return progress.done().isEmpty()
        ? null
        : progress.done().stream()
            .map(
                step ->
                    new CanaryStepStatus(
                        step.weight(), step.needsApproval() ? Approval.Required : null))
            .toList();
  }

  /** Once its step has begun: before that nobody is asked. */
  private static @Nullable List<QueryStatus> queries(CanaryCourse canary) {
    return canary.queries() == null || canary.decision().progress().since() == null
        ? null
        : canary.queries().findings().stream().map(CanarySteps::query).toList();
  }

  private static QueryStatus query(QueryFinding finding) {
    return new QueryStatus(
        finding.query().name(), finding.value(), finding.query().bounds(), finding.missing());
  }

  /** Of the measure that is nearest to its limit. */
  private static @Nullable EvidenceStatus evidence(@Nullable Judgement judgement) {
    return judgement == null
        ? null
        : judgement.measures().stream()
            .max(Comparator.comparingDouble(Measure::nearness))
            .map(
                measure ->
                    new EvidenceStatus(
                        judgement.requests(),
                        judgement.missing(),
                        measure.name(),
                        Measure.percent(measure.candidate()),
                        Measure.percent(measure.limit())))
            .orElse(null);
  }

  /** Whether more is known of the candidate than the status has. */
  static boolean moves(Situation situation) {
    ModelDeploymentStatus previous = situation.previous();
    RolloutStatus rollout = previous == null ? null : previous.rollout();
    CanaryStatus before = rollout == null ? null : rollout.canary();
    CanaryStatus now = status(situation);
    return now != null
        && now.evidence() != null
        && (before == null || !now.evidence().equals(before.evidence()));
  }

  /** Such as "; step 1 of 3: 20 % of the requests; after 512 requests: …"; empty without one. */
  static String text(Situation situation) {
    CanaryCourse canary = situation.plan().canary();
    if (canary == null || !canary.isBeside()) {
      return "";
    }
    int step = Math.min(canary.decision().progress().step() + 1, canary.steps());
    String header = Canaries.sticky(situation.seen().primary().getSpec());
    String share =
        "; step %d of %d: %d %% of the %s"
            .formatted(
                step,
                canary.steps(),
                canary.weight(),
                header == null ? "requests" : "values of " + header);
    return switch (canary.decision().phase()) {
      case PODS ->
          Objects.equals(canary.inForce(), canary.weight())
              ? share
              : share + ", not yet in force at every " + sharer(situation);
      case TIME, EVIDENCE, APPROVAL -> share + known(canary);
      case VERIFICATION, MIRROR, NEXT, PROMOTED, FAILED, HELD -> share;
    };
  }

  private static String known(CanaryCourse canary) {
    Judgement judgement = canary.judgement();
    QueryJudgement queries = canary.queries();
    return (judgement == null ? "" : "; " + judgement.text())
        + (queries == null ? "" : "; " + queries.text())
        + (canary.silent().isEmpty() ? "" : silent(canary.silent()));
  }

  private static String silent(List<String> pods) {
    return "; no answer from %s: nothing goes there until it is known whether its node is lost"
        .formatted(String.join(", ", pods));
  }

  private static String sharer(Situation situation) {
    return situation.seen().primary().getSpec().route() == null ? "pod that serves" : "gateway";
  }

  /**
   * The shares that are in force; while pods differ, those that were. Empty where the endpoints
   * alone tell.
   */
  static Optional<List<TrafficStatus>> traffic(Situation situation) {
    CanaryCourse canary = situation.plan().canary();
    if (canary == null
        || !(situation.seen().selection() instanceof Selection.One stable)
        || stable.revision().equals(canary.revision())
        || situation.seen().pods(stable.revision()).serving() == 0) {
      return Optional.empty();
    }
    String candidate = canary.revision();
    int share = canary.inForce() == null ? before(situation, candidate) : canary.inForce();
    TrafficStatus ofStable = new TrafficStatus(stable.revision(), 100 - share);
    return Optional.of(
        share == 0 ? List.of(ofStable) : List.of(ofStable, new TrafficStatus(candidate, share)));
  }

  /** Whether requests are handed on to that revision. */
  static boolean hasShare(Situation situation, String revision) {
    return traffic(situation).stream()
        .flatMap(List::stream)
        .anyMatch(t -> t.revision().equals(revision) && t.weight() > 0);
  }

  private static int before(Situation situation, String candidate) {
    ModelDeploymentStatus previous = situation.previous();
    RolloutStatus rollout = previous == null ? null : previous.rollout();
    return previous == null
            || previous.traffic() == null
            || rollout == null
            || !rollout.revision().equals(candidate)
        ? 0
        : previous.traffic().stream()
            .filter(t -> t.revision().equals(candidate))
            .mapToInt(TrafficStatus::weight)
            .findFirst()
            .orElse(0);
  }
}
