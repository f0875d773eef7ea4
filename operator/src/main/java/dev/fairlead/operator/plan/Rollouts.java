package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.Approval;
import dev.fairlead.api.v1alpha1.BlueGreenSpec;
import dev.fairlead.api.v1alpha1.ModelDeploymentSpec;
import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.api.v1alpha1.RolloutSpec;
import dev.fairlead.api.v1alpha1.RolloutStatus;
import dev.fairlead.api.v1alpha1.RolloutStep;
import dev.fairlead.api.v1alpha1.RolloutStrategy;
import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.revision.History;
import dev.fairlead.operator.revision.Revision;
import dev.fairlead.operator.rollout.BlueGreen;
import dev.fairlead.operator.rollout.Recreate;
import dev.fairlead.operator.rollout.Rolling;
import dev.fairlead.operator.rollout.Strategy;
import dev.fairlead.operator.rollout.TakenBack;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What {@code spec.rollout} asks for. */
public final class Rollouts {
  private static final Duration KEEP_OLD = Duration.ofMinutes(5);

  private Rollouts() {}

  /** It, or one without any field. */
  static RolloutSpec of(ModelDeploymentSpec spec) {
    return spec.rollout() == null
        ? new RolloutSpec(null, null, null, null, null, null, null, null, null, null, null, null)
        : spec.rollout();
  }

  /** Whether that field means that revision: by its name, or by the owner's name for it. */
  static boolean names(@Nullable String field, Revision revision) {
    return field != null
        && (field.equals(revision.name()) || field.equals(revision.declared().version()));
  }

  /**
   * Whether that field lets that revision take over. One of a reference that moved needs its own
   * name: all that are tracked have the version of one spec, and nobody has seen the next one yet.
   */
  static boolean approves(@Nullable String field, Revision revision) {
    return revision.isTracked() ? revision.name().equals(field) : names(field, revision);
  }

  /** The pinned revision's name where none of that name is recorded. */
  public static Optional<String> missingPin(ModelDeploymentSpec spec, History history) {
    return Optional.ofNullable(of(spec).pinnedRevision())
        .filter(name -> history.named(name).isEmpty());
  }

  /**
   * Whether that candidate has to pass something, or to be approved, before it has all the
   * requests; a pin has not.
   */
  static boolean isGuarded(ModelDeploymentSpec spec, Revision candidate) {
    RolloutSpec rollout = of(spec);
    return rollout.pinnedRevision() == null
        && (rollout.strategy() == RolloutStrategy.Canary
            || (rollout.strategy() == RolloutStrategy.BlueGreen
                && (rollout.verification() != null
                    || rollout.mirror() != null
                    || !mayLead(rollout, candidate))));
  }

  /** How {@code target} takes over, but for the steps of a canary. */
  static Strategy strategy(Observation seen, Revision target, @Nullable Setback setback) {
    RolloutSpec spec = of(seen.primary().getSpec());
    RolloutStrategy strategy = spec.strategy() == null ? RolloutStrategy.Rolling : spec.strategy();
    return switch (strategy) {
      case Rolling -> from(setback, Rolling::decide);
      // who is taken back has ended before the other one starts
      case Recreate -> Recreate::decide;
      case BlueGreen ->
          from(
              setback,
              new BlueGreen(
                  setback != null || mayLead(spec, target),
                  keptSince(seen.previous(), target),
                  keepOld(spec, setback)));
      // where its steps have no say: all at once, and nothing of the old one is kept
      case Canary -> from(setback, new BlueGreen(true, null, Duration.ZERO));
    };
  }

  private static Strategy from(@Nullable Setback setback, Strategy strategy) {
    return setback == null ? strategy : new TakenBack(setback.candidate(), strategy);
  }

  /** Going back needs no approval, and a pin is one. */
  private static boolean mayLead(RolloutSpec spec, Revision target) {
    BlueGreenSpec blueGreen = spec.blueGreen();
    return blueGreen == null
        || blueGreen.approval() != Approval.Required
        || spec.pinnedRevision() != null
        || approves(spec.approve(), target);
  }

  private static Duration keepOld(RolloutSpec spec, @Nullable Setback setback) {
    if (setback != null) {
      // nobody wants to go back to what was given up
      return Duration.ZERO;
    }
    String text = spec.blueGreen() == null ? null : spec.blueGreen().keepOld();
    return text == null ? KEEP_OLD : GoDuration.parse(text);
  }

  /** Whether what has no requests any more keeps its pods for a while. */
  static boolean keepsOld(RolloutSpec spec, @Nullable Setback setback) {
    return spec.strategy() == RolloutStrategy.BlueGreen && keepOld(spec, setback).isPositive();
  }

  /** From the status: where that was lost the time starts anew, which keeps them longer. */
  private static @Nullable Instant keptSince(
      @Nullable ModelDeploymentStatus previous, Revision target) {
    RolloutStatus rollout = previous == null ? null : previous.rollout();
    if (rollout == null
        || rollout.step() != RolloutStep.Keeping
        || !rollout.revision().equals(target.name())) {
      return null;
    }
    try {
      return Instant.parse(rollout.since());
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
