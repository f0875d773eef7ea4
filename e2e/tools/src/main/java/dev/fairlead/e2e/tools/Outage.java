package dev.fairlead.e2e.tools;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What clients together see of an outage: for how long some of them failed, and for how long nobody
 * got an answer. Times are those of {@link System#nanoTime()}.
 */
final class Outage {
  private @Nullable Span failing;
  private @Nullable Long lastAnswer;
  private long silence;

  private record Span(long first, long last) {
    Span with(long time) {
      return new Span(Math.min(first, time), Math.max(last, time));
    }
  }

  /** Somebody got an answer. */
  void answered(long time) {
    if (lastAnswer != null) {
      silence = Math.max(silence, time - lastAnswer);
    }
    lastAnswer = time;
  }

  /** A request failed that was due then. */
  void failed(long due) {
    failing = failing == null ? new Span(due, due) : failing.with(due);
  }

  /**
   * {@code failingMillis} from the first request that failed to the last one, {@code silenceMillis}
   * the longest time between two answers.
   */
  Map<String, Long> report() {
    long nanos = failing == null ? 0 : failing.last() - failing.first();
    return Map.of(
        "failingMillis",
        TimeUnit.NANOSECONDS.toMillis(nanos),
        "silenceMillis",
        TimeUnit.NANOSECONDS.toMillis(silence));
  }
}
