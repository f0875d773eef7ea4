package dev.fairlead.runtime.compare;

import java.nio.DoubleBuffer;
import java.util.List;
import java.util.Optional;

/**
 * How far two answers are apart.
 *
 * @param maxRelativeDifference the largest difference of two numbers at one place, by the largest
 *     number of that output: 0 to 2, and 2 where only one of them is a number
 * @param rows that have scores or a label
 * @param agreed of them those that have the same best score or label
 * @param sameTexts whether all texts are the same
 */
public record Comparison(double maxRelativeDifference, long rows, long agreed, boolean sameTexts) {
  private static final Comparison NOTHING = new Comparison(0, 0, 0, true);

  /** As far as two numbers can be from each other. */
  private static final double FARTHEST = 2;

  /** Empty if the answers have not the same outputs and shapes. */
  public static Optional<Comparison> of(List<Output> one, List<Output> other) {
    if (one.size() != other.size()) {
      return Optional.empty();
    }
    Comparison all = NOTHING;
    for (int i = 0; i < one.size(); i++) {
      if (!isComparable(one.get(i), other.get(i))) {
        return Optional.empty();
      }
      all = all.and(of(one.get(i), other.get(i)));
    }
    return Optional.of(all);
  }

  private static boolean isComparable(Output one, Output other) {
    return one.name().equals(other.name())
        && one.shape().equals(other.shape())
        && one.numbers().remaining() == other.numbers().remaining()
        && one.texts().size() == other.texts().size();
  }

  private static Comparison of(Output one, Output other) {
    double difference = relativeDifference(one.numbers(), other.numbers());
    boolean sameTexts = one.texts().equals(other.texts());
    if (one.hasScores()) {
      int columns = Math.toIntExact(one.shape().getLast());
      return new Comparison(
          difference,
          one.numbers().remaining() / columns,
          sameBest(one.numbers(), other.numbers(), columns),
          sameTexts);
    }
    if (one.hasLabels()) {
      return new Comparison(difference, one.texts().size(), same(one, other), sameTexts);
    }
    return new Comparison(difference, 0, 0, sameTexts);
  }

  private Comparison and(Comparison more) {
    return new Comparison(
        Math.max(maxRelativeDifference, more.maxRelativeDifference),
        rows + more.rows,
        agreed + more.agreed,
        sameTexts && more.sameTexts);
  }

  /** Whether nobody needs to tell them apart. */
  public boolean isSame(double tolerance) {
    return sameTexts && maxRelativeDifference <= tolerance;
  }

  /**
   * The largest difference of two numbers at one place, by the largest number of both: 0 to 2, and
   * 2 where not both are finite, and they are not the same. There are as many in either.
   */
  public static double relativeDifference(DoubleBuffer one, DoubleBuffer other) {
    double largest = 0;
    double farthest = 0;
    for (int i = 0; i < one.remaining(); i++) {
      double a = one.get(i);
      double b = other.get(i);
      if (Double.compare(a, b) == 0) {
        largest = Double.isFinite(a) ? Math.max(largest, Math.abs(a)) : largest;
      } else if (Double.isFinite(a) && Double.isFinite(b)) {
        largest = Math.max(largest, Math.max(Math.abs(a), Math.abs(b)));
        farthest = Math.max(farthest, Math.abs(a - b));
      } else {
        return FARTHEST;
      }
    }
    return largest == 0 ? 0 : farthest / largest;
  }

  private static long sameBest(DoubleBuffer one, DoubleBuffer other, int columns) {
    long same = 0;
    for (int row = 0; row < one.remaining(); row += columns) {
      if (best(one, row, columns) == best(other, row, columns)) {
        same++;
      }
    }
    return same;
  }

  private static int best(DoubleBuffer numbers, int row, int columns) {
    int best = 0;
    for (int i = 1; i < columns; i++) {
      if (numbers.get(row + i) > numbers.get(row + best)) {
        best = i;
      }
    }
    return best;
  }

  private static long same(Output one, Output other) {
    long same = 0;
    for (int i = 0; i < one.texts().size(); i++) {
      if (one.texts().get(i).equals(other.texts().get(i))) {
        same++;
      }
    }
    return same;
  }
}
