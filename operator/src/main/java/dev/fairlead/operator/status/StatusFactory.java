package dev.fairlead.operator.status;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.api.v1alpha1.ModelStatus;
import dev.fairlead.api.v1alpha1.Reason;
import dev.fairlead.api.v1alpha1.TrafficStatus;
import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.plan.Labels;
import dev.fairlead.operator.rollout.RevisionPods;
import dev.fairlead.operator.rollout.RolloutDecision.Step;
import dev.fairlead.operator.rollout.Selection;
import dev.fairlead.operator.scrape.Answer;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes down what is true: the whole status, from one situation. */
public final class StatusFactory {
  private StatusFactory() {}

  /** The status; equal to the previous one when nothing changed. */
  public static ModelDeploymentStatus of(Situation situation) {
    Verdict verdict = Judge.judge(situation);
    Observation seen = situation.seen();
    ModelDeployment md = seen.primary();
    ModelDeploymentStatus previous = situation.previous();
    String stable = stable(situation, verdict);
    String candidate = Objects.equals(stable, situation.target()) ? null : situation.target();
    List<RevisionPods> reached =
        seen.live().stream().filter(r -> seen.selection().reaches(r.revision())).toList();
    return new ModelDeploymentStatus(
        situation.generation(),
        conditions(situation, verdict),
        "http://" + md.getMetadata().getName() + "." + md.getMetadata().getNamespace() + ".svc",
        stable,
        candidate,
        Traffic.of(seen.live()),
        Revisions.of(situation, verdict),
        model(situation, previous),
        reached.stream().mapToInt(RevisionPods::pods).sum(),
        reached.stream().mapToInt(RevisionPods::ready).sum(),
        selector(md, seen.selection()));
  }

  private static List<Condition> conditions(Situation situation, Verdict verdict) {
    ModelDeploymentStatus previous = situation.previous();
    var conditions =
        new Conditions(
                previous == null ? null : previous.conditions(),
                situation.generation(),
                situation.seen().now())
            .with("Ready", verdict.ready(), verdict.reason(), verdict.message());
    int serving = situation.serving();
    if (serving > 0) {
      conditions.with("Available", true, Reason.SERVING, serves(situation.seen()));
    } else {
      conditions.with(
          "Available",
          false,
          verdict.ready() ? Reason.SCALED_TO_ZERO : verdict.reason(),
          "no version serves");
    }
    if (verdict.reconciling() != null) {
      conditions.with("Reconciling", true, verdict.reconciling(), verdict.reconcilingMessage());
    }
    if (verdict.stalled() != null) {
      conditions.with("Stalled", true, verdict.stalled(), verdict.message());
    }
    return conditions.list();
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
   * The revision that all requests would go back to: the target once it serves alone, until then
   * the best of the others.
   */
  private static @Nullable String stable(Situation situation, Verdict verdict) {
    ModelDeploymentStatus previous = situation.previous();
    String before = previous == null ? null : previous.stableRevision();
    if (verdict.ready() && situation.target() != null) {
      return situation.target();
    }
    Optional<String> other =
        situation.seen().live().stream()
            .filter(r -> !r.revision().equals(situation.target()))
            .max(
                Comparator.comparingInt(RevisionPods::serving)
                    .thenComparingLong(RevisionPods::number))
            .map(RevisionPods::revision);
    boolean stillThere = before != null && situation.seen().deploymentOf(before) != null;
    return stillThere ? before : other.orElse(null);
  }

  private static @Nullable ModelStatus model(
      Situation situation, @Nullable ModelDeploymentStatus previous) {
    if (situation.answer() instanceof Answer.From from
        && from.revision().equals(situation.target())) {
      return from.model();
    }
    return previous == null ? null : previous.model();
  }

  private static String selector(ModelDeployment md, Selection selection) {
    return Labels.selector(md.getMetadata().getName(), selection).entrySet().stream()
        .map(e -> e.getKey() + "=" + e.getValue())
        .collect(Collectors.joining(","));
  }

  /** When time alone will change what is said, if nothing happens before. */
  public static Optional<Duration> lookAgain(Situation situation) {
    Instant now = situation.seen().now();
    Stream<Optional<Duration>> times =
        Stream.of(
            situation.awaitsAnswer() && !situation.serves()
                ? Optional.of(Duration.ofMillis(250))
                : Optional.empty(),
            situation.plan().decision() == null
                ? Optional.empty()
                : Optional.ofNullable(situation.plan().decision().lookAgain()),
            situation.serves()
                ? Optional.empty()
                : Progress.lateAt(situation).map(at -> Duration.between(now, at)),
            situation.serves() || isSwitching(situation)
                ? Optional.empty()
                : Optional.of(Judge.YOUNG));
    return times
        .flatMap(Optional::stream)
        .filter(d -> !d.isNegative())
        .min(Comparator.naturalOrder());
  }

  private static boolean isSwitching(Situation situation) {
    return situation.plan().decision() != null
        && situation.plan().decision().step() == Step.SWITCHING;
  }

  /** Shares of the requests, by ready endpoints. */
  static final class Traffic {
    private Traffic() {}

    static List<TrafficStatus> of(List<RevisionPods> live) {
      List<RevisionPods> serving =
          live.stream()
              .filter(r -> r.serving() > 0)
              .sorted(Comparator.comparingLong(RevisionPods::number))
              .toList();
      int all = serving.stream().mapToInt(RevisionPods::serving).sum();
      var weights =
          serving.stream()
              .collect(Collectors.toMap(RevisionPods::revision, r -> r.serving() * 100 / all));
      int rest = 100 - weights.values().stream().mapToInt(Integer::intValue).sum();
      if (!serving.isEmpty()) {
        weights.merge(serving.getLast().revision(), rest, Integer::sum);
      }
      return serving.stream()
          .map(r -> new TrafficStatus(r.revision(), weight(weights, r)))
          .toList();
    }

    private static int weight(Map<String, Integer> weights, RevisionPods revision) {
      return weights.getOrDefault(revision.revision(), 0);
    }
  }
}
