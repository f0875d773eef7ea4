package dev.fairlead.operator.status;

import dev.fairlead.api.v1alpha1.Reason;
import dev.fairlead.api.v1alpha1.RolloutStatus;
import dev.fairlead.operator.apply.Applied;
import dev.fairlead.operator.gateway.GatewayApi;
import dev.fairlead.operator.golden.GoldenSource;
import dev.fairlead.operator.observe.ModelPod;
import dev.fairlead.operator.plan.CanaryCourse;
import dev.fairlead.operator.plan.Healing;
import dev.fairlead.operator.plan.Nudge;
import dev.fairlead.operator.plan.Resolving;
import dev.fairlead.operator.plan.Routing;
import dev.fairlead.operator.plan.Times;
import dev.fairlead.operator.scrape.Answer;
import dev.fairlead.operator.scrape.CanaryWatch;
import dev.fairlead.operator.scrape.FetchProbe;
import dev.fairlead.operator.scrape.ReadinessProbe;
import dev.fairlead.operator.validate.Violation;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * When to look again though nothing happens. Most of the time there is no such moment: whatever the
 * cluster tells wakes the operator by itself.
 */
public final class Alarm {
  /** Between two questions to a Service whose nodes are just learning its endpoints. */
  private static final Duration ANSWER = Duration.ofMillis(200);

  /** Between two to one that should have answered long ago. */
  private static final Duration LATE_ANSWER = Duration.ofSeconds(5);

  /** Between those: such a part of the time that it has not answered. */
  private static final int PART = 4;

  /** Until a gateway should have said something of a new route. */
  private static final Duration GATEWAY = Duration.ofSeconds(5);

  /** Between two to the pods of a canary that gets no requests. */
  private static final Duration LATE_CANARY = Duration.ofSeconds(5);

  /** Between two while a candidate has no request yet, so that nobody meets what is wrong. */
  private static final Duration LATE_GATE = Duration.ofSeconds(15);

  /** An object of somebody else is not watched: it may have gone. */
  private static final Duration REFUSED = Duration.ofSeconds(10);

  private Alarm() {}

  /** The time until the first such moment; empty if time alone changes nothing. */
  public static Optional<Duration> of(Situation situation) {
    Instant now = situation.seen().now();
    return Stream.of(
            answer(situation),
            rollout(situation),
            canary(situation),
            gate(situation),
            route(situation),
            refused(situation),
            forbidden(situation),
            fetching(situation),
            loading(situation),
            Healing.nextDue(situation.seen()),
            Nudge.nextDue(situation.seen()),
            Mounting.nextDue(situation),
            Optional.ofNullable(situation.plan().drain().overdueAt()),
            Optional.ofNullable(situation.plan().resolving()).map(Resolving::lookAgain),
            Optional.ofNullable(situation.plan().tracking()).flatMap(t -> t.lookAgain(now)),
            unless(situation.serves(), Progress.lateAt(situation)),
            unless(situation.serves(), Aftermath.endsAt(situation)))
        .flatMap(Optional::stream)
        .filter(at -> at.isAfter(now))
        .min(Comparator.naturalOrder())
        .map(at -> Duration.between(now, at));
  }

  private static Optional<Instant> answer(Situation situation) {
    if (situation.serves() || !situation.isRolledOut() || situation.seen().exactSince() == null) {
      return Optional.empty();
    }
    return Optional.of(situation.isSettled() ? nextQuestion(situation) : situation.settledAt());
  }

  /** The longer nobody answers, the less often one is asked; the end of the grace is not missed. */
  private static Instant nextQuestion(Situation situation) {
    Instant now = situation.seen().now();
    Instant next = now.plus(part(situation.settledAt(), now, ANSWER, LATE_ANSWER));
    Instant trusted = situation.trustedAt();
    return trusted.isAfter(now) && trusted.isBefore(next) ? trusted : next;
  }

  private static Optional<Instant> rollout(Situation situation) {
    return Optional.ofNullable(situation.plan().decision())
        .map(decision -> decision.lookAgain())
        .map(wait -> situation.seen().now().plus(wait));
  }

  /**
   * Its pods are asked again and again, since what they count wakes nobody; of one that has failed
   * until all old pods say that it gets nothing more.
   */
  private static Optional<Instant> canary(Situation situation) {
    return Optional.ofNullable(situation.plan().canary())
        .filter(
            canary ->
                canary.isBeside()
                    && (canary.failure() == null
                        || CanarySteps.hasShare(situation, canary.revision())))
        .map(canary -> CanarySteps.moves(situation) ? CanaryWatch.PAUSE : pause(situation, canary))
        .map(pause -> situation.seen().now().plus(pause));
  }

  /** What the candidate does counts once all pods follow: that is to be seen soon. */
  private static Duration pause(Situation situation, CanaryCourse canary) {
    Duration ofStep = pause(situation, LATE_CANARY);
    Instant toldAt = canary.toldAt();
    if (canary.inForce() != null || toldAt == null) {
      return ofStep;
    }
    Duration sinceTold = part(toldAt, situation.seen().now(), CanaryWatch.PAUSE, LATE_CANARY);
    return sinceTold.compareTo(ofStep) < 0 ? sinceTold : ofStep;
  }

  /** The same of golden requests and of a mirror; a ConfigMap of users wakes nobody either. */
  private static Optional<Instant> gate(Situation situation) {
    return Optional.ofNullable(situation.plan().gate())
        .filter(gate -> !gate.isOpen() && gate.failure() == null)
        .map(gate -> gate.unreadable() == null ? pause(situation, LATE_GATE) : GoldenSource.PAUSE)
        .map(pause -> situation.seen().now().plus(pause));
  }

  /** That Gateway API was installed wakes nobody, nor does a gateway that does not answer. */
  private static Optional<Instant> route(Situation situation) {
    Routing routing = situation.plan().routing();
    Instant now = situation.seen().now();
    if (routing.wanted() != null
        && situation.applied().ofRoute() == null
        && situation.seen().children().routes().route() == null) {
      return Optional.of(now.plus(GATEWAY));
    }
    return Optional.ofNullable(routing.trouble())
        .filter(trouble -> trouble.reason() == Reason.GATEWAY_API_MISSING)
        .map(trouble -> now.plus(GatewayApi.PAUSE));
  }

  /** The longer its step lasts, the less often one looks: many may wait for long. */
  private static Duration pause(Situation situation, Duration most) {
    RolloutStatus rollout = Steps.of(situation);
    Instant since = rollout == null ? null : Times.parse(rollout.since());
    return since == null
        ? CanaryWatch.PAUSE
        : part(since, situation.seen().now(), CanaryWatch.PAUSE, most);
  }

  /** Such a part of the time that has passed. */
  private static Duration part(Instant since, Instant now, Duration least, Duration most) {
    Duration part = Duration.between(since, now).dividedBy(PART);
    Duration notLess = part.compareTo(least) < 0 ? least : part;
    return notLess.compareTo(most) > 0 ? most : notLess;
  }

  private static Optional<Instant> refused(Situation situation) {
    Applied applied = situation.applied();
    boolean isAll =
        applied.refusal() == null && applied.ofRoute() == null && applied.ofImages() == null;
    return unless(isAll, Optional.of(situation.seen().now().plus(REFUSED)));
  }

  /** Nor is what forbids it. */
  private static Optional<Instant> forbidden(Situation situation) {
    return unless(
        situation.violations().stream().noneMatch(Violation::mayPass),
        Optional.of(situation.seen().now().plus(REFUSED)));
  }

  private static Optional<Instant> fetching(Situation situation) {
    String target = situation.target();
    boolean isFetching =
        target != null && situation.seen().podsOf(target).stream().anyMatch(ModelPod::isFetching);
    return unless(!isFetching, Optional.of(situation.seen().now().plus(FetchProbe.PATIENCE)));
  }

  private static Optional<Instant> loading(Situation situation) {
    return unless(
        !(situation.answer() instanceof Answer.Unready),
        Optional.of(situation.seen().now().plus(ReadinessProbe.PAUSE)));
  }

  private static Optional<Instant> unless(boolean not, Optional<Instant> at) {
    return not ? Optional.empty() : at;
  }
}
