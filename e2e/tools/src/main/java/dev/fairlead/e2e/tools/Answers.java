package dev.fairlead.e2e.tools;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Answers of one revision to clients of one kind: how many, how soon, and from when to when. */
final class Answers {
  private static final int MEDIAN = 50;

  private final List<Integer> micros = new ArrayList<>();
  private long firstMillis;
  private long lastMillis;

  /**
   * One more.
   *
   * @param took microseconds from the request to the answer
   * @param millis when it came, since the clients began
   */
  void add(int took, long millis) {
    firstMillis = micros.isEmpty() ? millis : Math.min(firstMillis, millis);
    lastMillis = Math.max(lastMillis, millis);
    micros.add(took);
  }

  int count() {
    return micros.size();
  }

  /** {@code answers}, {@code p50Micros}, {@code firstMillis} and {@code lastMillis}. */
  Map<String, Object> report() {
    return Map.of(
        "answers",
        micros.size(),
        "p50Micros",
        quantile(sorted(micros), MEDIAN),
        "firstMillis",
        firstMillis,
        "lastMillis",
        lastMillis);
  }

  static int[] sorted(List<Integer> values) {
    int[] sorted = values.stream().mapToInt(Integer::intValue).toArray();
    Arrays.sort(sorted);
    return sorted;
  }

  /** Of values in rising order; 0 where there is none. */
  static int quantile(int[] sorted, int percent) {
    return sorted.length == 0
        ? 0
        : sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
  }
}
