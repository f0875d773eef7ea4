package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.AnalysisSpec;
import dev.fairlead.api.v1alpha1.CanarySpec;
import dev.fairlead.api.v1alpha1.CanaryStatus;
import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.api.v1alpha1.Reason;
import dev.fairlead.api.v1alpha1.RolloutSpec;
import dev.fairlead.api.v1alpha1.RolloutStatus;
import dev.fairlead.api.v1alpha1.RolloutStrategy;
import dev.fairlead.operator.observe.ModelPod;
import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.revision.History;
import dev.fairlead.operator.revision.Revision;
import dev.fairlead.operator.rollout.Canary;
import dev.fairlead.operator.rollout.CanaryDecision;
import dev.fairlead.operator.rollout.CanaryDecision.Phase;
import dev.fairlead.operator.rollout.CanaryProgress;
import dev.fairlead.operator.rollout.CanaryStep;
import dev.fairlead.operator.rollout.Gate;
import dev.fairlead.operator.rollout.RevisionPods;
import dev.fairlead.operator.rollout.RolloutInput;
import dev.fairlead.operator.rollout.Selection;
import dev.fairlead.operator.rollout.analysis.Analysis;
import dev.fairlead.operator.rollout.analysis.Judgement;
import dev.fairlead.operator.rollout.analysis.Judgement.Outcome;
import dev.fairlead.operator.rollout.analysis.QueryAnswers;
import dev.fairlead.operator.rollout.analysis.QueryJudgement;
import dev.fairlead.operator.rollout.analysis.Readings;
import dev.fairlead.operator.rollout.analysis.Sides;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The canary that {@code spec.rollout} asks for, and what is known of its candidate. */
final class Canarying {
  private final Observation seen;
  private final RolloutSpec rollout;
  private final CanarySpec spec;
  private final Revision candidate;
  private final @Nullable Readings readings;
  private final @Nullable QueryAnswers queried;

  private Canarying(
      Observation seen, RolloutSpec rollout, CanarySpec spec, Revision candidate, Told told) {
    this.seen = seen;
    this.rollout = rollout;
    this.spec = spec;
    this.candidate = candidate;
    this.readings = told.readings();
    this.queried = told.queried();
  }

  /**
   * Empty with another strategy, for a pin, which is a person's word, and beside a revision that
   * has never served: there is nothing to share out.
   */
  static Optional<Canarying> of(Observation seen, Revision candidate, Told told) {
    RolloutSpec rollout = Rollouts.of(seen.primary().getSpec());
    CanarySpec spec = rollout.canary();
    if (rollout.strategy() != RolloutStrategy.Canary
        || spec == null
        || rollout.pinnedRevision() != null) {
      return Optional.empty();
    }
    var canary = new Canarying(seen, rollout, spec, candidate, told);
    return canary.stable().filter(stable -> !Setbacks.hasServed(seen, stable)).isPresent()
        ? Optional.empty()
        : Optional.of(canary);
  }

  /** Whom the Service leads to, beside the candidate. */
  private Optional<String> stable() {
    return seen.selection() instanceof Selection.One one && !one.revision().equals(candidate.name())
        ? Optional.of(one.revision())
        : Optional.empty();
  }

  /** Why there can be none; empty if there can. */
  Optional<Setback> impossible(History history) {
    return Sizes.of(seen.primary().getSpec()).wanted() == 0
        ? Optional.empty()
        : stable()
            .flatMap(history::named)
            .filter(stable -> !Setbacks.isBroken(seen, stable.name()))
            .flatMap(this::impossible);
  }

  private Optional<Setback> impossible(Revision stable) {
    if (!isRouted()) {
      return LiveSettings.areReadBy(stable)
          ? Optional.empty()
          : Optional.of(
              setback(
                  stable,
                  "cannot hand requests on: it has a server that is none of Fairlead's, or was made"
                      + " before canaries were known; let this version take over with"
                      + " spec.rollout.strategy BlueGreen or Rolling, and the next one by Canary"));
    }
    return spec.analysis() == null || !stable.declared().hasForeignServer()
        ? Optional.empty()
        : Optional.of(
            setback(
                stable,
                "has a server that is none of Fairlead's and counts no requests to compare with:"
                    + " remove spec.rollout.canary.analysis, and give the steps hold or approval"));
  }

  private Setback setback(Revision stable, String why) {
    return new Setback(
        candidate.name(),
        stable,
        Reason.CANARY_NOT_POSSIBLE,
        "revision %s, which serves, %s".formatted(stable.name(), why),
        null);
  }

  private boolean isRouted() {
    return ModelRoute.isAskedFor(seen.primary());
  }

  /** What is known of the candidate; empty where nobody asks, and while nothing is. */
  Optional<Judgement> judgement() {
    AnalysisSpec analysis = spec.analysis();
    Sides sides = readings == null ? null : readings.sides();
    RolloutStatus before = before();
    return analysis == null
            || sides == null
            || before == null
            || !before.revision().equals(candidate.name())
        ? Optional.empty()
        : Optional.of(Analysis.of(sides.candidate(), sides.stable(), Canaries.limits(analysis)));
  }

  /**
   * What the site's Prometheus says of the candidate; empty where it is to be asked nothing. Of
   * another one, and before the step has begun, it has said nothing.
   */
  private Optional<QueryJudgement> queries() {
    return stable()
        .map(stable -> Queries.of(seen, stable, candidate.name()))
        .filter(queries -> !queries.isEmpty())
        .map(queries -> QueryJudgement.of(queries, answers()));
  }

  private QueryAnswers answers() {
    RolloutStatus before = before();
    return queried != null && before != null && before.revision().equals(candidate.name())
        ? queried
        : QueryAnswers.NONE;
  }

  /** That it is worse than allowed; empty while nobody knows that. */
  Optional<Failure> worse() {
    return judgement()
        .filter(j -> j.outcome() == Outcome.BAD)
        .map(Judgement::text)
        .or(() -> queries().filter(q -> q.outcome() == Outcome.BAD).map(QueryJudgement::text))
        .or(this::unsteady)
        .map(text -> Failure.of(seen.primary().getSpec(), null, text));
  }

  /**
   * That its step was interrupted again and again for the time in which something has to move, and
   * is so now; empty while it may come to its end yet. Each start of a server moves the pod, so
   * that it would never be late.
   */
  private Optional<String> unsteady() {
    CanaryProgress before = progress();
    Instant endedAt = endedAt();
    if (before == null || endedAt == null || !before.revision().equals(candidate.name())) {
      return Optional.empty();
    }
    RevisionPods pods = seen.pods(candidate.name());
    boolean isInterrupted =
        before.isInterruptedBy(endedAt)
            || (before.since() == null && pods.ready() < pods.desired());
    Duration deadline = Sizes.progressDeadline(seen.primary().getSpec());
    return Optional.ofNullable(before.unsteadySince())
        .filter(first -> isInterrupted && !seen.now().isBefore(first.plus(deadline)))
        .map(first -> unsteady(pods, deadline));
  }

  private String unsteady(RevisionPods pods, Duration deadline) {
    String found =
        seen.finding(candidate.name())
            .map(f -> "; %s: %s".formatted(f.reason().value(), f.message()))
            .orElse("");
    return ("its server ended again and again in this step for %s"
            + " (spec.rollout.progressDeadline), %d of %d pods ready%s")
        .formatted(GoDuration.format(deadline), pods.ready(), pods.desired(), found);
  }

  /** When a server of its pods last ended; null where the analysis counts what that cost. */
  private @Nullable Instant endedAt() {
    return spec.analysis() != null
        ? null
        : seen.podsOf(candidate.name()).stream()
            .filter(ModelPod::isPresent)
            .map(ModelPod::serverEndedAt)
            .flatMap(Optional::stream)
            .max(Comparator.naturalOrder())
            .orElse(null);
  }

  /** The next step, beyond that gate if there is one. */
  CanaryCourse decide(RolloutInput in, @Nullable GateCourse gate) {
    List<CanaryStep> steps = Canaries.steps(spec);
    Judgement judgement = judgement().orElse(null);
    QueryJudgement queries = queries().orElse(null);
    Failure failure = gate == null || gate.failure() == null ? failure() : gate.failure();
    Integer inForce = inForce();
    CanaryDecision decision =
        new Canary(
                steps,
                progress(),
                failure == null ? outcome(judgement, queries) : Outcome.BAD,
                Rollouts.approves(rollout.approve(), candidate),
                inForce == null ? -1 : inForce,
                isNeeded(),
                gate == null ? Gate.OPEN : gate.gate(),
                endedAt())
            .decide(in);
    int step = Math.min(decision.progress().step(), steps.size() - 1);
    List<String> silent = silent();
    return new CanaryCourse(
        silent.isEmpty() || decision.phase() == Phase.PROMOTED ? decision : decision.withoutShare(),
        steps.size(),
        steps.get(step).weight(),
        inForce,
        InForce.written(seen).map(LiveSettings::madeAt).orElse(null),
        judgement,
        queries,
        silent,
        failure);
  }

  /** Of whom nobody knows yet whether they hang or have lost their node. */
  private List<String> silent() {
    return readings == null
        ? List.of()
        : seen.podsOf(candidate.name()).stream()
            .filter(ModelPod::isReady)
            .map(ModelPod::name)
            .filter(readings.silent()::contains)
            .toList();
  }

  /** Whether nobody else will answer. */
  private boolean isNeeded() {
    List<String> others =
        seen.live().stream()
            .filter(pods -> !pods.revision().equals(candidate.name()) && !pods.isGone())
            .map(RevisionPods::revision)
            .toList();
    return !others.isEmpty() && others.stream().allMatch(r -> Setbacks.isBroken(seen, r));
  }

  /** Good only where all that is asked for is known; what is bad is a failure by now. */
  private Outcome outcome(@Nullable Judgement judgement, @Nullable QueryJudgement queries) {
    if (!silent().isEmpty()) {
      return Outcome.OPEN;
    }
    if (spec.analysis() == null) {
      return Outcome.GOOD;
    }
    boolean isGood =
        judgement != null
            && judgement.outcome() == Outcome.GOOD
            && (queries == null || queries.outcome() == Outcome.GOOD);
    return isGood ? Outcome.GOOD : Outcome.OPEN;
  }

  /** It counts for as long as one that missed its deadline would. */
  private @Nullable Failure failure() {
    Failure kept = Failure.of(seen.deploymentOf(candidate.name()));
    return kept != null && kept.counts(seen.primary().getSpec()) ? kept : worse().orElse(null);
  }

  /** Of all gateways, which give nothing without a route, or of all ready pods that serve. */
  private @Nullable Integer inForce() {
    if (isRouted()) {
      HTTPRoute route = seen.children().routes().route();
      return route == null ? Integer.valueOf(0) : new Gateways(route).inForce();
    }
    return stable()
        .flatMap(stable -> InForce.of(seen, stable, readings))
        .map(settings -> settings.share().percent())
        .orElse(null);
  }

  private @Nullable CanaryProgress progress() {
    RolloutStatus before = before();
    CanaryStatus canary = before == null ? null : before.canary();
    return before == null || canary == null ? null : Canaries.progress(before.revision(), canary);
  }

  private @Nullable RolloutStatus before() {
    ModelDeploymentStatus previous = seen.previous();
    return previous == null ? null : previous.rollout();
  }
}
