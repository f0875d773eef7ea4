package dev.fairlead.operator.rollout.analysis;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How answers to mirrored requests compare, as the pods that serve have counted it.
 *
 * @param same within the limit that the pods were given, and with the same texts
 * @param different all others that can be compared
 * @param incomparable answers with other outputs or shapes, or that nobody can read
 * @param failed requests that the candidate did not answer with status 200
 * @param dropped requests whose turn it was, and that were not sent, since too many were under way
 * @param rows labels, and rows of scores, that were compared
 * @param agreed of them those for which both decide for the same
 * @param differences of each comparison the largest relative difference
 */
public record MirrorCounts(
    long same,
    long different,
    long incomparable,
    long failed,
    long dropped,
    long rows,
    long agreed,
    Histogram differences) {

  /** Nothing was mirrored; differences in buckets of these bounds. */
  public static MirrorCounts none(List<Double> bounds) {
    return new MirrorCounts(0, 0, 0, 0, 0, 0, 0, Histogram.empty(bounds));
  }

  /** Answers that were compared. */
  public long compared() {
    return same + different + incomparable;
  }

  /** Requests that were sent, and whose answers came or did not. */
  long sent() {
    return compared() + failed;
  }

  /** Whether the server was started anew since the earlier one: no counter goes down by itself. */
  boolean isRestartedSince(MirrorCounts earlier) {
    return same < earlier.same
        || different < earlier.different
        || incomparable < earlier.incomparable
        || failed < earlier.failed
        || dropped < earlier.dropped
        || rows < earlier.rows
        || agreed < earlier.agreed
        || IntStream.range(0, differences.counts().size())
            .anyMatch(i -> differences.counts().get(i) < earlier.differences.counts().get(i));
  }

  /** Of the same bounds. */
  MirrorCounts plus(MirrorCounts more) {
    return new MirrorCounts(
        same + more.same,
        different + more.different,
        incomparable + more.incomparable,
        failed + more.failed,
        dropped + more.dropped,
        rows + more.rows,
        agreed + more.agreed,
        differences.plus(more.differences));
  }

  /** Of the same bounds. */
  MirrorCounts minus(MirrorCounts less) {
    return new MirrorCounts(
        same - less.same,
        different - less.different,
        incomparable - less.incomparable,
        failed - less.failed,
        dropped - less.dropped,
        rows - less.rows,
        agreed - less.agreed,
        differences.minus(less.differences));
  }

  /** The bound of the highest bucket that is not empty; 0 if all are. */
  double largestDifference() {
    List<Long> counts = differences.counts();
    return IntStream.range(0, counts.size())
        .filter(i -> counts.get(i) > 0)
        .mapToDouble(i -> i < differences.bounds().size() ? differences.bounds().get(i) : 2)
        .max()
        .orElse(0);
  }

  /** Comparisons that are certainly beyond it: those in buckets that begin there or above. */
  long beyond(double limit) {
    List<Double> bounds = differences.bounds();
    return IntStream.range(1, differences.counts().size())
        .filter(i -> bounds.get(i - 1) >= limit)
        .mapToLong(i -> differences.counts().get(i))
        .sum();
  }
}
