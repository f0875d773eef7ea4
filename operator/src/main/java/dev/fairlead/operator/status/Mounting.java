package dev.fairlead.operator.status;

import dev.fairlead.operator.observe.ModelPod;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Pods with a claim that a node took and has not started. Why is told by events alone, which the
 * operator has no right to read: an image that is being pulled looks the same as a volume that
 * cannot be mounted. So no reason is given, but said what it may be and who knows.
 */
final class Mounting {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Mounting() {}

  /** Such as "; pod x has not started on node y: …"; empty while there is none. */
  static String of(Situation situation) {
    return waiting(situation)
        .filter(p -> dueAt(p).filter(at -> !at.isAfter(situation.seen().now())).isPresent())
        .findFirst()
        .map(Mounting::told)
        .orElse("");
  }

  /** When the next one has waited for long enough to be told of. */
  static Optional<Instant> nextDue(Situation situation) {
    return waiting(situation)
        .flatMap(p -> dueAt(p).stream())
        .filter(situation.seen().now()::isBefore)
        .min(Comparator.naturalOrder());
  }

  private static Stream<ModelPod> waiting(Situation situation) {
    String target = situation.target();
    return target == null
        ? Stream.of()
        : situation.seen().podsOf(target).stream()
            .filter(p -> p.isPresent() && p.claim().isPresent() && !p.hasStarted());
  }

  private static Optional<Instant> dueAt(ModelPod pod) {
    return pod.scheduledAt().map(at -> at.plus(PATIENCE));
  }

  private static String told(ModelPod pod) {
    return ("; pod %1$s has not started on node %2$s, which pulls its image or cannot mount the"
            + " PersistentVolumeClaim %3$s (one with ReadWriteOnce is for pods of one node only):"
            + " kubectl describe pod %1$s tells")
        .formatted(pod.name(), pod.pod().getSpec().getNodeName(), pod.claim().orElse(""));
  }
}
