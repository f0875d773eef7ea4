package dev.fairlead.operator.status;

import dev.fairlead.api.v1alpha1.Reason;
import dev.fairlead.operator.apply.Applied.Refusal;
import dev.fairlead.operator.rollout.RevisionPods;
import dev.fairlead.operator.rollout.RolloutDecision.Step;
import dev.fairlead.operator.validate.Violation;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;

/** Decides what is true of a ModelDeployment: the one place where {@code Ready} is computed. */
final class Judge {
  /** A replaced pod knows nothing yet: for that long its predecessor's reason stands. */
  static final Duration YOUNG = Duration.ofSeconds(20);

  private Judge() {}

  static Verdict judge(Situation situation) {
    if (!situation.violations().isEmpty()) {
      return Verdict.stalled(
          Reason.INVALID_SPEC,
          situation.violations().stream()
              .map(Violation::message)
              .collect(Collectors.joining("; ")));
    }
    Optional<Refusal> refusal = situation.applied().refusals().stream().findFirst();
    if (refusal.isPresent()) {
      return refused(refusal.get());
    }
    if (situation.wanted() == 0) {
      return atZero(situation);
    }
    return situation.serves() ? serving(situation) : notServing(situation);
  }

  private static Verdict refused(Refusal refusal) {
    Reason reason =
        switch (refusal) {
          case Refusal.Foreign foreign -> Reason.NAME_CONFLICT;
          case Refusal.Invalid invalid -> Reason.INVALID_SPEC;
          case Refusal.Forbidden forbidden -> Reason.POD_REFUSED;
        };
    return Verdict.stalled(reason, refusal.message());
  }

  private static Verdict atZero(Situation situation) {
    int left = situation.seen().live().stream().mapToInt(RevisionPods::pods).sum();
    var verdict = new Verdict(true, Reason.SCALED_TO_ZERO, "replicas is 0", null, "", null);
    return left == 0
        ? verdict
        : verdict.whileReconciling(Reason.SCALED_TO_ZERO, left + " pods are ending");
  }

  private static Verdict serving(Situation situation) {
    RevisionPods pods = situation.pods(situation.target());
    String message = "revision " + situation.target() + " serves";
    if (!situation.wasReady() && situation.endpointsTrusted()) {
      message += "; the operator itself could not reach the Service, so its endpoints were trusted";
    }
    Verdict verdict = Verdict.serving(message);
    if (situation.paused()) {
      return verdict.whileReconciling(Reason.PAUSED, "spec.paused is true: no revision is changed");
    }
    if (pods.serving() >= situation.wanted() && pods.pods() <= situation.wanted()) {
      return verdict;
    }
    String progress = readyOf(pods, situation.wanted());
    String why =
        finding(situation).map(f -> "; " + f.reason().value() + ": " + f.message()).orElse("");
    return verdict.whileReconciling(Reason.REPLICAS_NOT_READY, progress + why);
  }

  private static Verdict notServing(Situation situation) {
    if (situation.paused()) {
      return Verdict.underWay(Reason.PAUSED, "spec.paused is true: no revision is changed");
    }
    Optional<Finding> finding = finding(situation);
    if (finding.isPresent()) {
      Finding found = finding.get();
      return found.stuck() || isLate(situation)
          ? Verdict.stalled(found.reason(), found.message())
          : Verdict.underWay(found.reason(), found.message());
    }
    if (isLate(situation)) {
      return Verdict.stalled(
          Reason.PROGRESS_DEADLINE_EXCEEDED,
          "%s; nothing has moved for %s"
              .formatted(progress(situation), Progress.deadline(situation)));
    }
    return carriedOver(situation)
        .orElseGet(() -> Verdict.underWay(Reason.PROGRESSING, progress(situation)));
  }

  private static Optional<Finding> finding(Situation situation) {
    String target = situation.target();
    return target == null
        ? Optional.empty()
        : Diagnosis.of(situation.seen().podsOf(target), situation.seen().deploymentOf(target));
  }

  private static boolean isLate(Situation situation) {
    return Progress.lateAt(situation)
        .filter(at -> !situation.seen().now().isBefore(at))
        .isPresent();
  }

  /**
   * A pod that took the place of one in back-off must not make the status look cured before it has
   * shown anything.
   */
  private static Optional<Verdict> carriedOver(Situation situation) {
    String target = situation.target();
    if (target == null || situation.previous() == null) {
      return Optional.empty();
    }
    Instant young = situation.seen().now().minus(YOUNG);
    boolean onlyYoung =
        situation.seen().podsOf(target).stream()
            .map(Pod::getMetadata)
            .allMatch(m -> !Instant.parse(m.getCreationTimestamp()).isBefore(young));
    Optional<Condition> stalled =
        Conditions.find(situation.previous().conditions(), "Stalled")
            .filter(c -> "True".equals(c.getStatus()))
            .filter(c -> Long.valueOf(situation.generation()).equals(c.getObservedGeneration()));
    Optional<Reason> reason =
        stalled.flatMap(c -> Reasons.of(c.getReason())).filter(Reasons::isOfPods);
    return onlyYoung && reason.isPresent()
        ? Optional.of(Verdict.stalled(reason.get(), stalled.map(Condition::getMessage).orElse("")))
        : Optional.empty();
  }

  private static String progress(Situation situation) {
    RevisionPods pods = situation.pods(situation.target());
    String ready =
        "revision %s: %s".formatted(situation.target(), readyOf(pods, situation.wanted()));
    Step step =
        situation.plan().decision() == null ? Step.STARTING : situation.plan().decision().step();
    return switch (step) {
      case SWITCHING -> ready + "; the Service switches to it";
      case SHIFTING -> ready + "; it takes over pod by pod";
      default ->
          pods.ready() >= situation.wanted() ? ready + "; the Service is about to answer" : ready;
    };
  }

  private static String readyOf(RevisionPods pods, int wanted) {
    return "%d of %d pods ready".formatted(pods.ready(), wanted);
  }
}
