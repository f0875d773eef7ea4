package dev.fairlead.operator.rollout.analysis;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Pods of a candidate that say nothing any more though they are ready: either their server hangs,
 * which is the version's fault, or their node is lost, which is nobody's. Until Kubernetes knows of
 * a lost node, what becomes of requests is no evidence. A server that answers others badly answers
 * here, and of one that has ended, or hangs, its node says that it is not ready: both count.
 *
 * @param heard pods that have answered once; of others nothing is expected
 * @param since of those that are silent, since when
 * @param lostAt when the node of a silent one was known to be lost, the last time; null for never
 */
public record Silence(Set<String> heard, Map<String, Instant> since, @Nullable Instant lostAt) {
  /** Nobody was asked yet. */
  public static final Silence NONE = new Silence(Set.of(), Map.of(), null);

  /** An answer that is late means nothing. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Kubernetes takes 40 to 60 s to say that a node is lost; who is ready for longer hangs. */
  static final Duration MOST = Duration.ofSeconds(90);

  /** What was on its way to a lost pod has come to its end by then. */
  static final Duration ECHO = Duration.ofSeconds(60);

  public Silence {
    heard = Set.copyOf(heard);
    since = Map.copyOf(since);
  }

  /**
   * After one more look.
   *
   * @param asked the candidate's ready pods
   * @param answered those that said anything at all
   * @param lost those that have no node any more that speaks for them, or are gone
   */
  public Silence with(Set<String> asked, Set<String> answered, Set<String> lost, Instant now) {
    var silent = new HashMap<String, Instant>();
    for (String pod : asked) {
      if (heard.contains(pod) && !answered.contains(pod)) {
        silent.put(pod, since.getOrDefault(pod, now));
      }
    }
    var all = new HashSet<>(heard);
    asked.stream().filter(answered::contains).forEach(all::add);
    boolean isLost = since.keySet().stream().anyMatch(lost::contains);
    return new Silence(all, silent, isLost ? now : lostAt);
  }

  /** What became of requests between two looks. */
  public enum Window {
    /** It counts. */
    COUNTS,
    /** Nobody knows yet whether it does. */
    WAITS,
    /** It never does. */
    NEVER_COUNTS
  }

  /**
   * That since the look before. Where nobody of the candidate had been heard by then, a node may
   * have been lost before anybody looked.
   */
  public Window since(Silence before, Instant now) {
    if (before.heard().isEmpty() || (lostAt != null && now.isBefore(lostAt.plus(ECHO)))) {
      return Window.NEVER_COUNTS;
    }
    boolean isOpen = since.values().stream().anyMatch(at -> now.isBefore(at.plus(MOST)));
    return isOpen ? Window.WAITS : Window.COUNTS;
  }

  /** Those that are to get no requests until more is known of them. */
  public Set<String> pods(Instant now) {
    return since.entrySet().stream()
        .filter(e -> !now.isBefore(e.getValue().plus(PATIENCE)))
        .filter(e -> now.isBefore(e.getValue().plus(MOST)))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }
}
