package dev.fairlead.operator.status;

import dev.fairlead.api.v1alpha1.Reason;
import dev.fairlead.operator.plan.GateCourse;
import dev.fairlead.operator.plan.Standstill;
import dev.fairlead.operator.rollout.RolloutDecision;
import dev.fairlead.operator.rollout.RolloutDecision.Step;
import dev.fairlead.operator.scrape.Answer;
import dev.fairlead.operator.scrape.Fetching;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How far a rollout is, and when it last moved. */
final class Progress {
  private static final long GIBI = 1L << 30;
  private static final long MEBI = 1L << 20;

  private Progress() {}

  /** The step of the rollout. */
  static Reason step(Situation situation) {
    return switch (situation.step()) {
      case STOPPING -> Reason.STOPPING;
      case STARTING, FROZEN -> Reason.STARTING;
      case SHIFTING -> Reason.SHIFTING;
      case VERIFYING -> Reason.VERIFYING;
      case MIRRORING -> Reason.MIRRORING;
      case ANALYZING -> Reason.ANALYZING;
      case AWAITING_APPROVAL -> Reason.AWAITING_APPROVAL;
      case SWITCHING, KEEPING -> Reason.SWITCHING;
      case DONE -> situation.targetPods().serving() > 0 ? Reason.SWITCHING : Reason.STARTING;
    };
  }

  /** In words and numbers. */
  static String of(Situation situation) {
    String ready = "revision " + situation.target() + ": " + ready(situation);
    return switch (situation.step()) {
      case STOPPING -> ready + "; they start when " + left(situation) + " old ones have ended";
      case SWITCHING -> ready + "; the Service switches to it";
      case SHIFTING -> ready + "; it takes over pod by pod";
      case STARTING, FROZEN ->
          ready
              + fetched(situation.fetching())
              + unready(situation.answer())
              + CanarySteps.text(situation);
      case VERIFYING, MIRRORING -> ready + GateSteps.text(situation);
      case ANALYZING -> ready + CanarySteps.text(situation);
      case AWAITING_APPROVAL ->
          "%s%s; it waits for spec.rollout.approve: %s"
              .formatted(ready, CanarySteps.text(situation), situation.target());
      case DONE, KEEPING ->
          ready
              + fetched(situation.fetching())
              + unready(situation.answer())
              + held(situation).orElseGet(() -> answered(situation));
    };
  }

  /** Of a candidate that was given up: gateways may still lead to it, and nobody else does. */
  private static Optional<String> held(Situation situation) {
    RolloutDecision decision = situation.plan().decision();
    return decision == null || decision.step() != Step.DONE
        ? Optional.empty()
        : decision.replicas().entrySet().stream()
            .filter(e -> e.getValue() > 0 && !e.getKey().equals(situation.target()))
            .findFirst()
            .map(
                e ->
                    "; pods of %s stay until every gateway has taken HTTPRoute %s as it is now"
                        .formatted(e.getKey(), situation.seen().name()));
  }

  private static int left(Situation situation) {
    return situation.seen().live().stream()
        .filter(r -> !r.revision().equals(situation.target()))
        .mapToInt(r -> r.pods() + r.ending())
        .sum();
  }

  /** Such as "1 of 3 pods ready", and what may keep the others. */
  static String ready(Situation situation) {
    return "%d of %d pods ready".formatted(situation.targetPods().ready(), situation.wanted())
        + Mounting.of(situation);
  }

  /** Such as "; the server of pod minilm-1 does not answer on port 8080". */
  private static String unready(Answer answer) {
    return answer instanceof Answer.Unready unready ? "; " + unready.why() : "";
  }

  private static String answered(Situation situation) {
    if (situation.targetPods().ready() == 0) {
      return "";
    }
    return switch (situation.answer()) {
      case Answer.None none -> "; " + none.why();
      case Answer.Failed failed -> "; " + failed.why();
      case Answer.From from -> "; the Service still leads to " + from.revision();
      case Answer.Awaited awaited -> "; the Service is asked";
      case Answer.NotAsked notAsked -> "; the Service's endpoints follow";
      case Answer.Reached reached -> "";
      case Answer.Unready unready -> "";
    };
  }

  /** Such as "; 3 MiB of 7.0 GiB fetched"; empty where nothing is known of a copy. */
  static String fetched(@Nullable Fetching fetching) {
    if (fetching == null || (fetching.bytes() == 0 && fetching.totalBytes() <= 0)) {
      return "";
    }
    return fetching.totalBytes() > 0
        ? "; %s of %s fetched".formatted(size(fetching.bytes()), size(fetching.totalBytes()))
        : "; %s fetched".formatted(size(fetching.bytes()));
  }

  private static String size(long bytes) {
    return bytes < GIBI
        ? bytes / MEBI + " MiB"
        : "%d.%d GiB".formatted(bytes / GIBI, bytes % GIBI * 10 / GIBI);
  }

  /** How long it may stand still. */
  static Duration deadline(Situation situation) {
    String target = situation.target();
    return target == null ? Duration.ZERO : Standstill.allowed(situation.seen(), target);
  }

  static boolean isLate(Situation situation) {
    return lateAt(situation).filter(at -> !situation.seen().now().isBefore(at)).isPresent();
  }

  /** For a person, or for requests: mirrored ones come once the mirror is in force. */
  private static boolean waits(Situation situation) {
    Step step = situation.step();
    return step == Step.AWAITING_APPROVAL
        || step == Step.ANALYZING
        || (step == Step.MIRRORING && isMirrored(situation.plan().gate()));
  }

  private static boolean isMirrored(@Nullable GateCourse gate) {
    return gate != null && gate.mirror() != null && gate.mirror().since() != null;
  }

  /** When standing still becomes a reason; empty while it is meant to. */
  static Optional<Instant> lateAt(Situation situation) {
    String target = situation.target();
    if (target == null || situation.wanted() == 0 || waits(situation)) {
      return Optional.empty();
    }
    Fetching fetching = situation.fetching();
    return Standstill.lateAt(
        situation.seen(), target, fetching == null ? null : fetching.movedAt());
  }
}
