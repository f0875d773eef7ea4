package dev.fairlead.runtime.pipeline;

import java.util.ArrayList;
import java.util.List;

/** Cuts texts into runs of the model that stay within a budget, padding counted. */
final class Batches {
  private Batches() {}

  /**
   * In the order of the texts.
   *
   * @param budget tokens of one run, padding included; 0: each text alone
   */
  static List<List<long[]>> of(List<long[]> texts, int budget) {
    var batches = new ArrayList<List<long[]>>();
    var batch = new ArrayList<long[]>();
    int longest = 0;
    for (long[] text : texts) {
      int length = Math.max(longest, text.length);
      if (!batch.isEmpty() && length * (batch.size() + 1) > budget) {
        batches.add(List.copyOf(batch));
        batch.clear();
        length = text.length;
      }
      batch.add(text);
      longest = length;
    }
    if (!batch.isEmpty()) {
      batches.add(List.copyOf(batch));
    }
    return batches;
  }
}
