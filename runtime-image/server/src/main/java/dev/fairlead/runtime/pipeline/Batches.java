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
  static List<List<Tokens>> of(List<Tokens> texts, int budget) {
    var batches = new ArrayList<List<Tokens>>();
    var batch = new ArrayList<Tokens>();
    int longest = 0;
    for (Tokens text : texts) {
      int length = Math.max(longest, text.count());
      if (!batch.isEmpty() && length * (batch.size() + 1) > budget) {
        batches.add(List.copyOf(batch));
        batch.clear();
        length = text.count();
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
