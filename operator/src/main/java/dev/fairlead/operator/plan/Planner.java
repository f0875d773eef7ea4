package dev.fairlead.operator.plan;

import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.revision.History;
import dev.fairlead.operator.revision.Revision;
import dev.fairlead.operator.rollout.Rolling;
import dev.fairlead.operator.rollout.RolloutDecision;
import dev.fairlead.operator.rollout.RolloutInput;
import dev.fairlead.operator.rollout.Size;
import java.util.Optional;

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
    Optional<Revision> declared = targets.declared();
    Optional<Revision> target = isPaused || !isValid ? targets.current() : declared;
    return target
        .map(t -> plan(seen, site, targets.history(), t, declared.filter(t::equals).isPresent()))
        .orElseGet(() -> Plan.nothing(targets.history()));
  }

  private static Plan plan(
      Observation seen, Site site, History known, Revision target, boolean isDeclared) {
    History history = known.named(target.name()).isPresent() ? known : known.with(target);
    boolean isHeld = !isDeclared || Boolean.TRUE.equals(seen.primary().getSpec().paused());
    Size size = Sizes.of(seen.primary().getSpec());
    Drain drain = site.budgets() ? Drain.of(seen, size.wanted()) : Drain.NONE;
    RolloutDecision decision =
        Rolling.decide(
            new RolloutInput(
                target.name(),
                size.plus(drain.more()),
                isHeld,
                seen.live(),
                seen.selection(),
                seen.isFollowed(),
                seen.exactSince(),
                seen.now()));
    var objects = new Objects(seen, site, history, target, decision, drain);
    return new Plan(
        target,
        isDeclared,
        history,
        decision,
        drain,
        objects.wanted(),
        objects.unwanted(),
        Healing.due(seen));
  }
}
