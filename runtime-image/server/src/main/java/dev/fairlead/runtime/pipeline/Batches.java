package dev.fairlead.runtime.pipeline;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;

/** Cuts texts into the runs of the model that cost least together, padding counted. */
final class Batches {
  private Batches() {}

  /**
   * In the order of the texts, of which neighbours should be of like lengths.
   *
   * @param budget tokens of one run, padding included; 0: each text alone
   * @param extra what a run costs beside its tokens, in tokens
   */
  static List<List<Tokens>> of(List<Tokens> texts, int budget, int extra) {
    var costs = new long[texts.size() + 1];
    var starts = new int[costs.length];
    Arrays.fill(costs, 1, costs.length, Long.MAX_VALUE);
    for (int end = 1; end < costs.length; end++) {
      long longest = 0;
      for (int start = end - 1; start >= 0; start--) {
        longest = Math.max(longest, texts.get(start).count());
        long tokens = longest * (end - start);
        if (tokens > budget && start < end - 1) {
          break;
        }
        long cost = costs[start] + extra + tokens;
        if (cost < costs[end]) {
          costs[end] = cost;
          starts[end] = start;
        }
      }
    }
    return cut(texts, starts);
  }

  /** {@code starts} says for each end where the last run begins. */
  private static List<List<Tokens>> cut(List<Tokens> texts, int[] starts) {
    var runs = new ArrayDeque<List<Tokens>>();
    for (int end = texts.size(); end > 0; end = starts[end]) {
      runs.addFirst(List.copyOf(texts.subList(starts[end], end)));
    }
    return List.copyOf(runs);
  }
}
