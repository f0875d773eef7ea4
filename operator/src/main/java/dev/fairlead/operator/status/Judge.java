package dev.fairlead.operator.status;

import dev.fairlead.api.v1alpha1.Reason;
import dev.fairlead.operator.apply.Applied.Refusal;
import dev.fairlead.operator.observe.Finding;
import dev.fairlead.operator.observe.PodRefusal;
import dev.fairlead.operator.plan.Drain;
import dev.fairlead.operator.plan.Failure;
import dev.fairlead.operator.plan.GateCourse;
import dev.fairlead.operator.plan.GoDuration;
import dev.fairlead.operator.plan.Plan;
import dev.fairlead.operator.plan.Resolving;
import dev.fairlead.operator.plan.Rollouts;
import dev.fairlead.operator.plan.Setback;
import dev.fairlead.operator.revision.History;
import dev.fairlead.operator.revision.Revision;
import dev.fairlead.operator.rollout.RevisionPods;
import dev.fairlead.operator.rollout.RolloutDecision.Step;
import dev.fairlead.operator.scrape.Answer;
import dev.fairlead.operator.scrape.Fetching;
import dev.fairlead.operator.validate.Violation;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Decides what is true of a ModelDeployment: the one place where {@code Ready} is computed. */
final class Judge {
  /** What no longer holds once there is a Job. */
  private static final Set<Reason> IS_OVER =
      EnumSet.of(Reason.INVALID_SPEC, Reason.NAME_CONFLICT, Reason.REVISION_NOT_FOUND);

  private Judge() {}

  static Verdict judge(Situation situation) {
    Verdict verdict = verdict(situation);
    if (!situation.isPaused()) {
      return verdict;
    }
    return verdict.whileReconciling(
        Reason.PAUSED,
        situation.plan().isDeclared()
            ? "spec.paused is true: no revision is changed"
            : "spec.paused is true: what the spec declares is not rolled out");
  }

  private static Verdict verdict(Situation situation) {
    if (!situation.violations().isEmpty()) {
      return Verdict.stalled(
          Reason.INVALID_SPEC,
          situation.violations().stream()
              .map(Violation::message)
              .collect(Collectors.joining("; ")));
    }
    Refusal refusal = situation.applied().refusal();
    if (refusal != null) {
      return refused(refusal);
    }
    Resolving resolving = situation.plan().resolving();
    if (resolving != null) {
      return resolving(situation, resolving);
    }
    Optional<Verdict> held = heldBack(situation);
    if (held.isPresent()) {
      return held.get();
    }
    String target = situation.target();
    if (target == null) {
      return Verdict.underWay(Reason.PAUSED, "spec.paused is true: no revision is made");
    }
    if (situation.wanted() == 0) {
      return atZero(situation);
    }
    return situation.serves() ? serving(situation, target) : notServing(situation, target);
  }

  /** There is no revision yet: what serves goes on. */
  private static Verdict resolving(Situation situation, Resolving resolving) {
    Finding finding = resolving.finding();
    if (finding == null) {
      return stalledBefore(situation)
          .orElseGet(
              () ->
                  Verdict.rollingOut(
                      Reason.RESOLVING,
                      "Job %s finds out what spec.model.uri stands for"
                          .formatted(resolving.name())));
    }
    return finding.stuck()
        ? Verdict.stalled(finding.reason(), finding.message())
        : Verdict.underWay(finding.reason(), finding.message());
  }

  /** What was found last stays in sight while another Job tries: which may end the same way. */
  private static Optional<Verdict> stalledBefore(Situation situation) {
    long generation = situation.seen().generation();
    return Conditions.find(Conditions.of(situation.previous()), "Stalled")
        .filter(c -> "True".equals(c.getStatus()))
        .filter(c -> Objects.equals(c.getObservedGeneration(), generation))
        .flatMap(
            c ->
                Stream.of(Reason.values())
                    .filter(reason -> reason.value().equals(c.getReason()))
                    .filter(reason -> !IS_OVER.contains(reason))
                    .findFirst()
                    .map(reason -> Verdict.stalled(reason, c.getMessage())));
  }

  /** What the spec asks for is not what is to serve, whatever that one does. */
  private static Optional<Verdict> heldBack(Situation situation) {
    Plan plan = situation.plan();
    Setback setback = plan.setback();
    if (setback != null) {
      return Optional.of(Verdict.stalled(setback.reason(), setback.message()));
    }
    return Rollouts.missingPin(situation.seen().primary().getSpec(), plan.history())
        .map(
            pin ->
                Verdict.stalled(
                    Reason.REVISION_NOT_FOUND,
                    "spec.rollout.pinnedRevision: no revision %s is recorded; there are: %s"
                        .formatted(pin, names(plan.history()))));
  }

  private static String names(History history) {
    return history.revisions().isEmpty()
        ? "none"
        : history.newestFirst().map(Revision::name).collect(Collectors.joining(", "));
  }

  /** An object that could not be written. */
  static Verdict refused(Refusal refusal) {
    return switch (refusal) {
      case Refusal.Foreign foreign -> Verdict.stalled(Reason.NAME_CONFLICT, foreign.message());
      case Refusal.Invalid invalid -> Verdict.stalled(Reason.INVALID_SPEC, invalid.message());
      case Refusal.Forbidden forbidden -> {
        Finding found = PodRefusal.of(forbidden.message());
        yield Verdict.stalled(found.reason(), found.message());
      }
    };
  }

  private static Verdict atZero(Situation situation) {
    int left = situation.seen().live().stream().mapToInt(RevisionPods::pods).sum();
    Verdict verdict = Verdict.ready(Reason.SCALED_TO_ZERO, "spec.replicas is 0");
    if (situation.step() == Step.AWAITING_APPROVAL) {
      return verdict.whileReconciling(Reason.AWAITING_APPROVAL, Progress.of(situation));
    }
    return left == 0
        ? verdict
        : verdict.whileReconciling(Reason.SCALED_TO_ZERO, left + " pods are ending");
  }

  private static Verdict serving(Situation situation, String target) {
    RevisionPods pods = situation.targetPods();
    Drain drain = situation.plan().drain();
    Verdict verdict = Verdict.ready(Reason.SERVING, servingMessage(situation, target));
    int wanted = situation.wanted() + situation.plan().more();
    if (pods.serving() >= wanted && pods.pods() <= wanted && !drain.isOverdue()) {
      return routeTrouble(situation)
          .map(route -> verdict.whileReconciling(route.reason(), route.message()))
          .orElse(verdict);
    }
    String why =
        situation
            .seen()
            .finding(target)
            .map(f -> "; " + f.reason().value() + ": " + f.message())
            .orElse("");
    if (drain.isOverdue() || drain.more() > 0) {
      return verdict.whileReconciling(
          drain.isOverdue() ? Reason.BUDGET_RELAXED : Reason.MOVING, moving(drain) + why);
    }
    Optional<Finding> images = Images.replacing(situation.plan().images());
    return images.isPresent()
        ? verdict.whileReconciling(images.get().reason(), images.get().message() + why)
        : verdict.whileReconciling(Reason.REPLICAS_NOT_READY, Progress.ready(situation) + why);
  }

  private static String moving(Drain drain) {
    String nodes = "to be emptied: " + String.join(", ", drain.nodes());
    return drain.isOverdue()
        ? "%s; no other pod got ready in %s: an eviction has to leave only %d"
            .formatted(nodes, GoDuration.format(Drain.DEADLINE), drain.leastReady())
        : nodes + "; one more pod starts, so that the one there can go";
  }

  private static String servingMessage(Situation situation, String target) {
    if (situation.wasReady()) {
      // whatever was said when it became ready; nobody has asked since
      return Conditions.find(Conditions.of(situation.previous()), "Ready")
          .map(c -> c.getMessage())
          .orElseThrow();
    }
    String serves = "revision " + target + " serves";
    return switch (situation.answer()) {
      case Answer.None none ->
          serves + "; by its endpoints, since the operator itself was not served: " + none.why();
      case Answer.Reached reached ->
          serves
              + "; by its endpoints, since answers of spec.runtime.custom name no revision;"
              + " status.model does not apply";
      default -> serves;
    };
  }

  private static Verdict notServing(Situation situation, String target) {
    Failure failure = failure(situation.plan());
    if (failure != null) {
      return Verdict.stalled(
          failure.gate() == null ? Reason.ANALYSIS_FAILED : failure.gate(),
          "revision %s gets no requests: %s".formatted(target, failure.message()));
    }
    boolean isLate = Progress.isLate(situation);
    Optional<Finding> finding =
        situation
            .seen()
            .finding(target)
            // what is late beside a pod that is held back on purpose is another one
            .filter(f -> !isLate || f.reason() != Reason.SCHEDULING_GATED)
            .or(() -> troubleOf(situation.fetching()))
            .or(() -> troubleOf(situation.answer()))
            .or(() -> shareTrouble(situation));
    if (finding.isPresent()) {
      Finding found = finding.get();
      // the last failure stays in sight while another copy is under way: which may end the same way
      String message = found.message() + Progress.fetched(situation.fetching());
      return found.stuck() || isLate
          ? Verdict.stalled(found.reason(), message)
          : Verdict.underWay(found.reason(), message);
    }
    GateCourse gate = situation.plan().gate();
    String unreadable = gate == null ? null : gate.unreadable();
    if (unreadable != null) {
      return Verdict.stalled(Reason.VERIFICATION_NOT_POSSIBLE, unreadable);
    }
    if (isLate) {
      return Verdict.stalled(
          Reason.PROGRESS_DEADLINE_EXCEEDED,
          "nothing moved for %s: %s"
              .formatted(GoDuration.format(Progress.deadline(situation)), Progress.of(situation)));
    }
    if (situation.step() == Step.AWAITING_APPROVAL) {
      return Verdict.underWay(Reason.AWAITING_APPROVAL, Progress.of(situation));
    }
    if (situation.step() == Step.ANALYZING) {
      return Verdict.underWay(Reason.ANALYZING, Progress.of(situation));
    }
    if (situation.step() == Step.MIRRORING) {
      return Verdict.underWay(Reason.MIRRORING, Progress.of(situation));
    }
    return Aftermath.of(situation)
        .orElseGet(() -> Verdict.rollingOut(Progress.step(situation), Progress.of(situation)));
  }

  private static @Nullable Failure failure(Plan plan) {
    if (plan.canary() != null) {
      return plan.canary().failure();
    }
    return plan.gate() == null ? null : plan.gate().failure();
  }

  /** Without its gateways a canary that may have a share has none; everything else goes on. */
  private static Optional<Finding> shareTrouble(Situation situation) {
    Plan plan = situation.plan();
    boolean mayShare =
        plan.canary() != null
            && plan.canary().isBeside()
            && (plan.gate() == null || plan.gate().isOpen());
    return mayShare ? routeTrouble(situation) : Optional.empty();
  }

  /** Why gateways do not lead to the model: their route may not even be there. */
  private static Optional<Finding> routeTrouble(Situation situation) {
    Refusal refusal = situation.applied().ofRoute();
    return refusal == null
        ? Optional.ofNullable(situation.plan().routing().trouble())
        : Optional.of(new Finding(Reason.ROUTE_NOT_ACCEPTED, refusal.message(), false));
  }

  /** What a foreign server says of itself; one that says nothing yet is on its way. */
  private static Optional<Finding> troubleOf(Answer answer) {
    return answer instanceof Answer.Unready unready && unready.listens()
        ? Optional.of(new Finding(Reason.SERVER_NOT_READY, unready.why(), false))
        : Optional.empty();
  }

  /** A fetch that tries again may get on by itself, but what it meets is told. */
  private static Optional<Finding> troubleOf(@Nullable Fetching fetching) {
    return Optional.ofNullable(fetching)
        .map(Fetching::trouble)
        .map(line -> new Finding(line.reason(), line.text(), false));
  }
}
