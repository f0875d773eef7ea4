package dev.fairlead.bench.report;

import java.util.Collection;
import java.util.function.ToDoubleFunction;

/** The middle one of several rounds. */
final class Median {
  private Median() {}

  /** Of an even number the mean of the two in the middle; NaN of none. */
  static <T> double of(Collection<T> rounds, ToDoubleFunction<T> figure) {
    double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
    int middle = sorted.length / 2;
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
