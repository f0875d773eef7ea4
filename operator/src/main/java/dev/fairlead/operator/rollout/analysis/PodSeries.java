package dev.fairlead.operator.rollout.analysis;

import java.util.List;

/**
 * A pod's samples over some time.
 *
 * @param samples in the order of their times, at least one; the first is where counting begins
 * @param died whether the pod has gone without having been asked to
 */
public record PodSeries(List<PodSample> samples, boolean died) {
  public PodSeries {
    samples = List.copyOf(samples);
    if (samples.isEmpty()) {
      throw new IllegalArgumentException("a pod without a sample has not been seen");
    }
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
    return died ? counts.plus(before.lost()) : counts;
  }
}
