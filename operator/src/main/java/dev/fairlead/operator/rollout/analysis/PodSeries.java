package dev.fairlead.operator.rollout.analysis;

import java.util.ArrayList;
import java.util.List;

/**
 * A pod's samples over some time.
 *
 * @param samples in the order of their times, at least one; the first is where counting begins
 */
public record PodSeries(List<PodSample> samples) {
  public PodSeries {
    samples = List.copyOf(samples);
    if (samples.isEmpty()) {
      throw new IllegalArgumentException("a pod without a sample has not been seen");
    }
  }

  /**
   * With one more sample. Those between two starts of its server are dropped, and so is all that
   * came before a server with other buckets.
   */
  public PodSeries with(PodSample next) {
    PodSample last = samples.getLast();
    if (!last.totals().latency().bounds().equals(next.totals().latency().bounds())) {
      return new PodSeries(List.of(next));
    }
    var kept = new ArrayList<>(samples);
    boolean isBetween =
        kept.size() > 1
            && !last.isRestartedSince(kept.get(kept.size() - 2))
            && !next.isRestartedSince(last);
    if (isBetween) {
      kept.removeLast();
    }
    kept.add(next);
    return new PodSeries(kept);
  }

  /** What it did; requests that were in flight when its server ended count as failures. */
  public Counts counts() {
    PodSample before = samples.getFirst();
    Counts counts = before.since(before);
    for (PodSample sample : samples.subList(1, samples.size())) {
      counts =
          sample.isRestartedSince(before)
              ? counts.plus(before.lost()).plus(sample.totals())
              : counts.plus(sample.since(before));
      before = sample;
    }
    return counts;
  }
}
