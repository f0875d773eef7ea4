package dev.fairlead.operator.plan;

import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.revision.History;
import dev.fairlead.operator.revision.Revision;
import dev.fairlead.operator.rollout.RolloutDecision;
import dev.fairlead.operator.rollout.RolloutDecision.Step;
import dev.fairlead.operator.rollout.RolloutInput;
import dev.fairlead.operator.rollout.Size;
import dev.fairlead.operator.rollout.analysis.Readings;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.ArrayList;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** From the spec and what there is to the objects that should exist. */
public final class Planner {
  private Planner() {}

  /**
   * The plan.
   *
   * @param isValid whether the spec can be; if not, what serves is kept as it is
   * @param readings what the pods of a canary tell; null while nobody has asked or answered
   */
  public static Plan plan(
      Observation seen, Site site, boolean isValid, @Nullable Readings readings) {
    boolean isPaused = Boolean.TRUE.equals(seen.primary().getSpec().paused());
    var targets = new Targets(seen, site, isValid);
    Resolving resolving = isPaused ? null : targets.resolving().orElse(null);
    return withJobs(seen, site, resolving, plan(seen, site, isPaused, targets, readings));
  }

  private static Plan plan(
      Observation seen, Site site, boolean isPaused, Targets targets, @Nullable Readings readings) {
    History history = targets.history();
    Optional<Revision> wished = targets.wished();
    if (isPaused || wished.isEmpty()) {
      return targets
          .current()
          .map(t -> plan(seen, site, history, wished.orElse(null), Course.held(t), readings))
          .orElseGet(() -> Plan.nothing(history));
    }
    Revision target = wished.get();
    Optional<Canarying> canary = Canarying.of(seen, target, readings);
    Course course =
        Setbacks.of(seen, history, target, canary.flatMap(Canarying::judgement))
            .or(() -> canary.flatMap(c -> c.impossible(history)))
            .map(Course::back)
            .orElseGet(() -> Course.to(target));
    return plan(seen, site, history, target, course, readings);
  }

  private static Plan plan(
      Observation seen,
      Site site,
      History known,
      @Nullable Revision wished,
      Course course,
      @Nullable Readings readings) {
    Revision target = course.target();
    History history = known.named(target.name()).isPresent() ? known : known.with(target);
    Size size = Sizes.of(seen.primary().getSpec());
    Drain drain = site.budgets() ? Drain.of(seen, size.wanted()) : Drain.NONE;
    var shelf = Shelf.of(seen, course);
    var input =
        new RolloutInput(
            target.name(),
            size.plus(drain.more()),
            course.isHeld(),
            shelf.without(seen.live()),
            seen.selection(),
            seen.isFollowed(),
            seen.exactSince(),
            seen.now());
    CanaryCourse canary = canary(seen, course, input, readings);
    RolloutDecision decision =
        canary == null
            ? Rollouts.strategy(seen, target, course.setback()).decide(input)
            : canary.decision().rollout();
    RolloutDecision complete = shelf.complete(decision);
    Sharing sharing = Sharing.of(seen, history, course, canary, readings);
    var objects =
        new Objects(
            seen, site, history, target, course.setback(), complete, canary, sharing, drain);
    return new Plan(
        target,
        target.equals(wished),
        course.setback(),
        null,
        history,
        complete,
        canary,
        drain,
        objects.wanted(),
        objects.unwanted(),
        sharing.touches(),
        Healing.due(seen));
  }

  /**
   * A Job goes once nothing depends on its answer any more: with the record that has the answer,
   * which is written before anything is deleted.
   */
  private static Plan withJobs(
      Observation seen, Site site, @Nullable Resolving resolving, Plan plan) {
    var wanted = new ArrayList<HasMetadata>(plan.apply());
    var unwanted = new ArrayList<HasMetadata>(plan.delete());
    String job = "";
    if (resolving != null && !resolving.isOver()) {
      job = resolving.name();
      if (plan.target() == null && site.trustedCas() != null) {
        wanted.add(TrustedCas.of(seen.primary(), site.trustedCas()));
      }
      wanted.add(resolving.job());
    }
    for (Job there : seen.children().jobs()) {
      if (!there.getMetadata().getName().equals(job)) {
        unwanted.add(there);
      }
    }
    return plan.with(resolving, wanted, unwanted);
  }

  /**
   * Null where none is under way: where all is held, and on the way back, its steps have no say.
   */
  private static @Nullable CanaryCourse canary(
      Observation seen, Course course, RolloutInput input, @Nullable Readings readings) {
    if (course.isHeld() || course.setback() != null) {
      return null;
    }
    return Canarying.of(seen, course.target(), readings)
        .map(canary -> canary.decide(input))
        .filter(canary -> canary.decision().rollout().step() != Step.DONE)
        .orElse(null);
  }
}
