package dev.fairlead.operator.status;

import dev.fairlead.operator.observe.ModelPod;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A pod that took the place of one in trouble must not make the status look cured before it has
 * shown anything: for a while the reason of its predecessor stands.
 */
final class Aftermath {
  private static final Duration YOUNG = Duration.ofSeconds(20);

  private Aftermath() {}

  /** The reason that stands; empty if there is none, or some pod is no longer young. */
  static Optional<Verdict> of(Situation situation) {
    if (endsAt(situation).filter(end -> !situation.seen().now().isBefore(end)).isPresent()) {
      return Optional.empty();
    }
    return Conditions.find(Conditions.of(situation.previous()), "Stalled")
        .filter(c -> Objects.equals(situation.seen().generation(), c.getObservedGeneration()))
        .flatMap(Aftermath::verdict);
  }

  private static Optional<Verdict> verdict(Condition stalled) {
    return Reasons.of(stalled.getReason())
        .filter(Reasons::isOfPods)
        .map(reason -> Verdict.stalled(reason, stalled.getMessage()));
  }

  /** When the first of the target's pods has had its time; empty while there is no pod. */
  static Optional<Instant> endsAt(Situation situation) {
    String target = situation.target();
    List<ModelPod> pods = target == null ? List.of() : situation.seen().podsOf(target);
    return pods.stream()
        .filter(ModelPod::isPresent)
        .map(p -> p.createdAt().plus(YOUNG))
        .min(Instant::compareTo);
  }
}
