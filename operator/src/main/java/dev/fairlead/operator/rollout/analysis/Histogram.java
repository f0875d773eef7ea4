package dev.fairlead.operator.rollout.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How long requests took.
 *
 * @param bounds upper bounds of the buckets in seconds, rising, at least one; a last bucket has
 *     none
 * @param counts requests in each bucket alone, one more than bounds
 */
public record Histogram(List<Double> bounds, List<Long> counts) {
  /** A product such as 1.25 · 0.004 may miss the bound that it is meant to be by so little. */
  private static final double ROUNDING = 1e-9;

  public Histogram {
    bounds = List.copyOf(bounds);
    counts = List.copyOf(counts);
    if (bounds.isEmpty() || counts.size() != bounds.size() + 1) {
      throw new IllegalArgumentException(
          "%d counts for %d bounds".formatted(counts.size(), bounds.size()));
    }
  }

  /** Nothing took any time yet. */
  public static Histogram empty(List<Double> bounds) {
    return new Histogram(
        bounds, IntStream.rangeClosed(0, bounds.size()).mapToObj(i -> 0L).toList());
  }

  /** All of both; of the same bounds. */
  public Histogram plus(Histogram other) {
    return combine(other, 1);
  }

  /** What is more here than there; of the same bounds. */
  public Histogram minus(Histogram other) {
    return combine(other, -1);
  }

  private Histogram combine(Histogram other, long factor) {
    if (!bounds.equals(other.bounds)) {
      throw new IllegalArgumentException("other bounds");
    }
    return new Histogram(
        bounds,
        IntStream.range(0, counts.size())
            .mapToObj(i -> counts.get(i) + factor * other.counts.get(i))
            .toList());
  }

  /** Whether there is a bound that both have, so that {@link #common} can be told. */
  boolean sharesBounds(Histogram other) {
    return bounds.stream().anyMatch(other.bounds::contains);
  }

  /** The same in wider buckets: of its bounds only those that the other one has too. */
  Histogram common(Histogram other) {
    if (bounds.equals(other.bounds)) {
      return this;
    }
    var kept = new ArrayList<Double>();
    var merged = new ArrayList<Long>();
    long sum = 0;
    for (int i = 0; i < bounds.size(); i++) {
      sum += counts.get(i);
      if (other.bounds.contains(bounds.get(i))) {
        kept.add(bounds.get(i));
        merged.add(sum);
        sum = 0;
      }
    }
    merged.add(sum + counts.getLast());
    return new Histogram(kept, merged);
  }

  long total() {
    return counts.stream().mapToLong(Long::longValue).sum();
  }

  /** Requests that took longer than the bound of that index. */
  Trials slowerThan(int bound) {
    long slower = counts.stream().skip(bound + 1L).mapToLong(Long::longValue).sum();
    return new Trials(total(), slower);
  }

  /** The first bound that this share of requests keeps to; the last one where none does. */
  int quantile(double share) {
    double needed = share * (double) total();
    long sum = 0;
    for (int i = 0; i < bounds.size(); i++) {
      sum += counts.get(i);
      if ((double) sum >= needed) {
        return i;
      }
    }
    return bounds.size() - 1;
  }

  /** The first bound of at least so many seconds; that of the last bucket where all are lower. */
  int atLeast(double seconds) {
    return IntStream.range(0, bounds.size())
        .filter(i -> bounds.get(i) >= seconds * (1 - ROUNDING))
        .findFirst()
        .orElse(bounds.size());
  }

  /** That bound in seconds; infinite for the last bucket. */
  double bound(int index) {
    return index < bounds.size() ? bounds.get(index) : Double.POSITIVE_INFINITY;
  }
}
