package dev.fairlead.operator.observe;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Who may ask now what a tracked reference stands for: so many at once in a namespace, and so many
 * in all. Jobs that are there count wherever they came from, so that nothing has to be remembered
 * over a restart; what is kept here in memory covers the moment until a Job is seen.
 */
public final class Turns {
  /** Their pods take room of the namespace, and the source may be one for all. */
  static final int IN_NAMESPACE = 8;

  /** What nodes start and the operator looks after beside its other work. */
  static final int IN_ALL = 32;

  /** From one turn to the next of the same resource, whoever takes its Jobs away. */
  static final Duration PAUSE = Duration.ofSeconds(30);

  /** By then the Job is seen, or there is none. */
  static final Duration SEEN = Duration.ofMinutes(1);

  private final Map<Asker, Turn> given = new HashMap<>();

  /** On whose behalf: a ModelDeployment. */
  public record Asker(String namespace, String name) {}

  private record Turn(Instant since, boolean isOver) {}

  /**
   * Whether it is this one's turn; it stays until it ends.
   *
   * @param asking those who have a Job under way
   */
  public synchronized boolean take(Asker asker, Set<Asker> asking, Instant now) {
    given.values().removeIf(turn -> !now.isBefore(turn.since().plus(SEEN)));
    Turn own = given.get(asker);
    if (own != null && (!own.isOver() || now.isBefore(own.since().plus(PAUSE)))) {
      return !own.isOver();
    }
    Set<Asker> busy = new HashSet<>(asking);
    given.forEach(
        (other, turn) -> {
          if (!turn.isOver()) {
            busy.add(other);
          }
        });
    long here = busy.stream().filter(b -> b.namespace().equals(asker.namespace())).count();
    if (busy.size() >= IN_ALL || here >= IN_NAMESPACE) {
      return false;
    }
    given.put(asker, new Turn(now, false));
    return true;
  }

  /** Its Job has ended. */
  public synchronized void end(Asker asker) {
    given.computeIfPresent(asker, (same, turn) -> new Turn(turn.since(), true));
  }
}
