package dev.fairlead.operator.plan;

import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.revision.History;
import dev.fairlead.operator.revision.Revision;
import dev.fairlead.operator.rollout.RolloutDecision;
import dev.fairlead.operator.rollout.RolloutInput;
import dev.fairlead.operator.rollout.Size;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** From the spec and what there is to the objects that should exist. */
public final class Planner {
  private Planner() {}

  /**
   * The plan.
   *
   * @param isValid whether the spec can be; if not, what serves is kept as it is
   */
  public static Plan plan(Observation seen, Site site, boolean isValid) {
    boolean isPaused = Boolean.TRUE.equals(seen.primary().getSpec().paused());
    var targets = new Targets(seen, site, isValid);
    History history = targets.history();
    Optional<Revision> wished = targets.wished();
    if (isPaused || wished.isEmpty()) {
      return targets
          .current()
          .map(target -> plan(seen, site, history, wished.orElse(null), Course.held(target)))
          .orElseGet(() -> Plan.nothing(history));
    }
    Revision target = wished.get();
    Course course =
        Setbacks.of(seen, history, target).map(Course::back).orElseGet(() -> Course.to(target));
    return plan(seen, site, history, target, course);
  }

  private static Plan plan(
      Observation seen, Site site, History known, @Nullable Revision wished, Course course) {
    Revision target = course.target();
    History history = known.named(target.name()).isPresent() ? known : known.with(target);
    Size size = Sizes.of(seen.primary().getSpec());
    Drain drain = site.budgets() ? Drain.of(seen, size.wanted()) : Drain.NONE;
    var shelf = Shelf.of(seen, course);
    RolloutDecision decision =
        Rollouts.strategy(seen, target, course.setback())
            .decide(
                new RolloutInput(
                    target.name(),
                    size.plus(drain.more()),
                    course.isHeld(),
                    shelf.without(seen.live()),
                    seen.selection(),
                    seen.isFollowed(),
                    seen.exactSince(),
                    seen.now()));
    RolloutDecision complete = shelf.complete(decision);
    var objects = new Objects(seen, site, history, target, course.setback(), complete, drain);
    return new Plan(
        target,
        target.equals(wished),
        course.setback(),
        history,
        complete,
        drain,
        objects.wanted(),
        objects.unwanted(),
        Healing.due(seen));
  }
}
