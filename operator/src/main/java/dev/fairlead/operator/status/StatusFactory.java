package dev.fairlead.operator.status;

import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.api.v1alpha1.ModelStatus;
import dev.fairlead.api.v1alpha1.Reason;
import dev.fairlead.operator.observe.Labels;
import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.rollout.RevisionPods;
import dev.fairlead.operator.rollout.RolloutDecision;
import dev.fairlead.operator.rollout.RolloutDecision.Step;
import dev.fairlead.operator.rollout.Selection;
import dev.fairlead.operator.scrape.Answer;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes down what is true: the whole status, from one situation. */
public final class StatusFactory {
  private StatusFactory() {}

  /** The status; equal to the previous one when nothing changed. */
  public static ModelDeploymentStatus of(Situation situation) {
    Verdict verdict = Judge.judge(situation);
    Observation seen = situation.seen();
    String stable = stable(situation, verdict);
    List<RevisionPods> reached =
        seen.live().stream().filter(r -> seen.selection().reaches(r.revision())).toList();
    return new ModelDeploymentStatus(
        seen.generation(),
        conditions(situation, verdict),
        "http://" + seen.name() + "." + seen.primary().getMetadata().getNamespace() + ".svc",
        stable,
        Objects.equals(stable, situation.target()) ? null : situation.target(),
        CanarySteps.traffic(situation).orElseGet(() -> Traffic.of(seen.live(), stable)),
        Steps.of(situation),
        Revisions.of(situation, verdict),
        model(situation, stable),
        reached.stream().mapToInt(RevisionPods::pods).sum(),
        reached.stream().mapToInt(RevisionPods::ready).sum(),
        selector(seen),
        Followed.of(situation),
        newerImage(situation, stable));
  }

  /** What serves is spoken of: a candidate may be on its way to that image, or be taken back. */
  private static @Nullable String newerImage(Situation situation, @Nullable String stable) {
    return stable == null
        ? null
        : situation.plan().history().named(stable).map(situation.images()::newerThan).orElse(null);
  }

  private static List<Condition> conditions(Situation situation, Verdict verdict) {
    Observation seen = situation.seen();
    long generation = seen.generation();
    List<Condition> previous = Conditions.of(situation.previous());
    var conditions =
        new Conditions(previous, seen.now())
            .with(
                "Ready",
                verdict.ready(),
                verdict.reason(),
                verdict.message(),
                speaksOf(situation, verdict));
    if (seen.serving() > 0) {
      conditions.with("Available", true, Reason.SERVING, serves(seen), generation);
    } else {
      Reason reason = verdict.ready() ? Reason.SCALED_TO_ZERO : verdict.reason();
      conditions.with("Available", false, reason, "no version serves", generation);
    }
    if (verdict.reconciling() != null) {
      conditions.with(
          "Reconciling", true, verdict.reconciling(), verdict.reconcilingMessage(), generation);
    }
    if (verdict.stalled() != null) {
      conditions.with("Stalled", true, verdict.stalled(), verdict.message(), generation);
    }
    Images.trouble(situation)
        // with what is told of its pods anyway: no status is written for it alone
        .filter(found -> verdict.ready() || found.reason() != Reason.IMAGE_NOT_PINNED)
        .ifPresent(
            found ->
                conditions.with(
                    Images.CONDITION, true, found.reason(), found.message(), generation));
    return conditions.list();
  }

  /**
   * The generation that {@code Ready} speaks of: while another revision than the declared one is
   * held, or nobody has approved it, the one before, so that nobody takes it for the declared
   * one's.
   */
  private static long speaksOf(Situation situation, Verdict verdict) {
    long generation = situation.seen().generation();
    boolean isHeld = !situation.plan().isDeclared() || situation.step() == Step.AWAITING_APPROVAL;
    if (!verdict.ready() || !isHeld) {
      return generation;
    }
    return Conditions.find(Conditions.of(situation.previous()), "Ready")
        .map(Condition::getObservedGeneration)
        .filter(g -> g < generation)
        .orElse(generation - 1);
  }

  private static String serves(Observation seen) {
    return seen.live().stream()
            .filter(r -> r.serving() > 0)
            .sorted(Comparator.comparingLong(RevisionPods::number))
            .map(RevisionPods::revision)
            .collect(Collectors.joining(" and "))
        + " can be reached";
  }

  /**
   * The revision that all requests would go back to: the target once it serves alone, or when it is
   * that already; until then the one that was, or the best of those that serve.
   */
  private static @Nullable String stable(Situation situation, Verdict verdict) {
    ModelDeploymentStatus previous = situation.previous();
    String before = previous == null ? null : previous.stableRevision();
    boolean isReady = verdict.ready() && !leadsElsewhere(situation);
    if (isReady || situation.plan().setback() != null) {
      return situation.target();
    }
    if (before != null && situation.seen().deploymentOf(before) != null) {
      return before;
    }
    return situation.seen().live().stream()
        .filter(r -> r.serving() > 0)
        .max(
            Comparator.comparing((RevisionPods r) -> !r.revision().equals(situation.target()))
                .thenComparingInt(RevisionPods::serving)
                .thenComparingLong(RevisionPods::number))
        .map(RevisionPods::revision)
        .orElse(before);
  }

  /** As where no pod is wanted, and the target has not passed its gate. */
  private static boolean leadsElsewhere(Situation situation) {
    RolloutDecision decision = situation.plan().decision();
    return decision != null
        && decision.selection() instanceof Selection.One one
        && !one.revision().equals(situation.target());
  }

  /** As the stable revision described itself. */
  private static @Nullable ModelStatus model(Situation situation, @Nullable String stable) {
    if (situation.answer() instanceof Answer.From from && from.revision().equals(stable)) {
      return from.model();
    }
    ModelDeploymentStatus previous = situation.previous();
    return previous != null && Objects.equals(previous.stableRevision(), stable)
        ? previous.model()
        : null;
  }

  private static String selector(Observation seen) {
    return Labels.selector(seen.name(), seen.selection()).entrySet().stream()
        .map(e -> e.getKey() + "=" + e.getValue())
        .collect(Collectors.joining(","));
  }
}
