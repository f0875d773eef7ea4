package dev.fairlead.operator.plan;

import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.revision.History;
import dev.fairlead.operator.revision.Revision;
import dev.fairlead.operator.rollout.Gate;
import dev.fairlead.operator.rollout.Gated;
import dev.fairlead.operator.rollout.RevisionPods;
import dev.fairlead.operator.rollout.RolloutDecision;
import dev.fairlead.operator.rollout.RolloutDecision.Step;
import dev.fairlead.operator.rollout.RolloutInput;
import dev.fairlead.operator.rollout.Selection;
import dev.fairlead.operator.rollout.Shelf;
import dev.fairlead.operator.rollout.Size;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** From the spec and what there is to the objects that should exist: for one look at both. */
public final class Planner {
  private final Observation seen;
  private final Site site;
  private final Targets targets;

  private Planner(Observation seen, Site site, Targets targets) {
    this.seen = seen;
    this.site = site;
    this.targets = targets;
  }

  /**
   * For what was seen.
   *
   * @param isValid whether the spec can be; if not, what serves is kept as it is
   */
  public static Planner of(Observation seen, Site site, boolean isValid) {
    return new Planner(seen, site, new Targets(seen, site, isValid));
  }

  /** The reference that is followed, before anything is planned; empty if none is. */
  public Optional<Tracking> tracking() {
    return targets.tracking();
  }

  /**
   * The plan.
   *
   * @param told what is known beside what was seen
   * @param mayAsk whether it is this one's turn to ask what its tracked reference stands for, where
   *     that is due
   */
  public Plan plan(Told told, boolean mayAsk) {
    boolean isPaused = Boolean.TRUE.equals(seen.primary().getSpec().paused());
    Resolving resolving = isPaused ? null : targets.resolving().orElse(null);
    return withJobs(resolving, mayAsk, plan(isPaused, told));
  }

  private Plan plan(boolean isPaused, Told told) {
    History history = targets.history();
    Optional<Revision> wished = targets.wished();
    if (isPaused || wished.isEmpty()) {
      return targets
          .current()
          .map(t -> plan(history, wished.orElse(null), Course.held(t), told))
          .orElseGet(() -> Plan.nothing(history));
    }
    Revision target = wished.get();
    Optional<Gating> gate = gating(target, told);
    Optional<Canarying> canary = Canarying.of(seen, target, told);
    Optional<Failure> worse =
        gate.flatMap(Gating::worse).or(() -> canary.flatMap(Canarying::worse));
    Course course =
        Setbacks.of(seen, history, target, worse)
            .or(() -> canary.flatMap(c -> c.impossible(history)))
            .or(() -> gate.flatMap(g -> g.impossible(history)))
            .map(Course::back)
            .orElseGet(() -> Course.to(target));
    return plan(history, target, course, told);
  }

  private Optional<Gating> gating(Revision target, Told told) {
    return Gating.of(seen, target.name(), told.readings(), told.answers());
  }

  private Plan plan(History known, @Nullable Revision wished, Course course, Told told) {
    Revision target = course.target();
    History history = known.named(target.name()).isPresent() ? known : known.with(target);
    Size size = Sizes.of(seen.primary().getSpec());
    Drain drain = site.budgets() ? Drain.of(seen, size.wanted()) : Drain.NONE;
    var images =
        ImagePins.of(
            seen,
            history,
            target.name(),
            size.wanted(),
            drain.nodes().isEmpty() && !course.isHeld());
    Shelf shelf = shelf(course);
    var input =
        new RolloutInput(
            target.name(),
            size.plus(Math.max(drain.more(), images.more())),
            course.isHeld(),
            live(course, history, shelf),
            seen.selection(),
            seen.isFollowed(),
            seen.exactSince(),
            seen.now());
    GateCourse gate = isFree(course) ? gating(target, told).map(Gating::decide).orElse(null) : null;
    CanaryCourse canary = canary(course, input, gate, told);
    RolloutDecision decision =
        canary == null
            ? new Gated(
                    gate == null ? Gate.OPEN : gate.gate(),
                    Rollouts.strategy(seen, target, course.setback()))
                .decide(input)
            : canary.decision().rollout();
    RolloutDecision complete =
        course.isHeld() ? decision : Routing.withReached(seen, shelf.complete(decision));
    boolean arePodsQuiet = InForce.arePodsQuiet(seen, history, told.readings());
    Sharing.Candidate candidate =
        candidate(gate, canary, arePodsQuiet && !Routing.mayReachCandidate(seen));
    Sharing sharing = Sharing.of(seen, history, course, complete, candidate, told.readings());
    Routing routing = Routing.of(seen, course, canary, arePodsQuiet);
    var objects =
        new Objects(seen, site, history, course, complete, gate, canary, sharing, routing, drain);
    return new Plan(
        target,
        target.equals(wished),
        course.setback(),
        null,
        null,
        history,
        complete,
        gate,
        canary,
        routing,
        drain,
        images,
        objects.wanted(),
        objects.unwanted(),
        sharing.touches(),
        Stream.concat(Healing.due(seen).stream(), images.replaced().stream()).distinct().toList());
  }

  /**
   * A Job goes once nothing depends on its answer any more: with the record that has the answer,
   * which is written before anything is deleted; one of a tracked reference when the next one is
   * due.
   */
  private Plan withJobs(@Nullable Resolving resolving, boolean mayAsk, Plan plan) {
    Tracking tracking = targets.tracking().orElse(null);
    var wanted = new ArrayList<HasMetadata>(plan.apply());
    var unwanted = new ArrayList<HasMetadata>(plan.delete());
    String job = "";
    if (tracking != null) {
      boolean asks = mayAsk && tracking.isDue(seen.now());
      boolean isThere = tracking.state() != Tracking.State.ABSENT;
      job = asks && isThere ? "" : tracking.name();
      if (asks && !isThere) {
        wanted.add(tracking.job());
      }
    }
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
    return plan.with(resolving, tracking, wanted, unwanted);
  }

  /**
   * Who leads while no revision may change, or beside a candidate that has to pass something, is
   * there, if only to be made again, whatever became of its Deployment.
   */
  private List<RevisionPods> live(Course course, History history, Shelf shelf) {
    var live = new ArrayList<>(shelf.without(seen.live()));
    boolean isBeside =
        isFree(course) && Rollouts.isGuarded(seen.primary().getSpec(), course.target());
    if (seen.selection() instanceof Selection.One one
        && (course.isHeld() || (isBeside && !one.revision().equals(course.target().name())))
        && seen.deploymentOf(one.revision()) == null
        && Setbacks.hasServed(seen, one.revision())) {
      history
          .named(one.revision())
          .map(r -> new RevisionPods(r.name(), r.number(), 0, 0, 0, 0, 0))
          .ifPresent(live::add);
    }
    return live;
  }

  /**
   * Null where none is under way: where all is held, and on the way back, its steps have no say.
   */
  private @Nullable CanaryCourse canary(
      Course course, RolloutInput input, @Nullable GateCourse gate, Told told) {
    if (!isFree(course)) {
      return null;
    }
    return Canarying.of(seen, course.target(), told)
        .map(canary -> canary.decide(input, gate))
        .filter(canary -> canary.decision().rollout().step() != Step.DONE)
        .orElse(null);
  }

  private Shelf shelf(Course course) {
    Setback setback = course.setback();
    return Shelf.of(
        seen.live(),
        Setbacks.failed(seen),
        course.target().name(),
        course.isHeld(),
        setback == null || setback.failure() == null ? null : setback.candidate());
  }

  private static boolean isFree(Course course) {
    return !course.isHeld() && course.setback() == null;
  }

  /** Null where nobody is to get any request that others get too, or a share of them. */
  private Sharing.@Nullable Candidate candidate(
      @Nullable GateCourse gate, @Nullable CanaryCourse canary, boolean isQuiet) {
    LiveSettings.Mirror mirror = mirror(gate);
    if (canary != null) {
      var share =
          new LiveSettings.Share(
              canary.decision().weight(), Canaries.sticky(seen.primary().getSpec()));
      return new Sharing.Candidate(canary.revision(), canary.isBeside(), share, mirror, isQuiet);
    }
    return gate == null || gate.mirror() == null
        ? null
        : new Sharing.Candidate(gate.revision(), true, LiveSettings.Share.NONE, mirror, isQuiet);
  }

  /** Not while nobody is there to answer. */
  private LiveSettings.@Nullable Mirror mirror(@Nullable GateCourse gate) {
    return gate == null
            || gate.mirror() == null
            || gate.gate() != Gate.MIRROR
            || seen.pods(gate.revision()).ready() == 0
        ? null
        : gate.mirror().settings();
  }
}
