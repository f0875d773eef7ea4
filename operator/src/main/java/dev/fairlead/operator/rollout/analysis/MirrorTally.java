package dev.fairlead.operator.rollout.analysis;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * What pods were seen to mirror since counting began, by their names.
 *
 * @param pods those that were seen
 */
public record MirrorTally(Map<String, OfPod> pods) {
  /** Nobody was seen yet. */
  public static final MirrorTally NOTHING = new MirrorTally(Map.of());

  public MirrorTally {
    pods = Map.copyOf(pods);
  }

  /**
   * One pod.
   *
   * @param last its counters, as they were seen last
   * @param since what it counted since the first time
   */
  public record OfPod(MirrorCounts last, MirrorCounts since) {
    static OfPod first(MirrorCounts now) {
      return new OfPod(now, MirrorCounts.none(now.differences().bounds()));
    }

    OfPod with(MirrorCounts now) {
      if (!now.differences().bounds().equals(last.differences().bounds())) {
        return first(now);
      }
      return new OfPod(now, since.plus(now.isRestartedSince(last) ? now : now.minus(last)));
    }

    OfPod passing(MirrorCounts now) {
      return now.differences().bounds().equals(last.differences().bounds())
          ? new OfPod(now, since)
          : first(now);
    }
  }

  /** With one more look at each pod that answered. */
  public MirrorTally with(Map<String, MirrorCounts> now) {
    return grown(now, OfPod::with);
  }

  /** The same, but that nothing counts of what any of them mirrored since it was seen last. */
  public MirrorTally passing(Map<String, MirrorCounts> now) {
    return grown(now, OfPod::passing);
  }

  private MirrorTally grown(
      Map<String, MirrorCounts> now, BiFunction<OfPod, MirrorCounts, OfPod> more) {
    var grown = new HashMap<>(pods);
    now.forEach(
        (pod, counts) ->
            grown.compute(
                pod,
                (name, known) -> known == null ? OfPod.first(counts) : more.apply(known, counts)));
    return new MirrorTally(grown);
  }

  /**
   * Of all pods that count differences in the same buckets, since counting began; empty before one
   * was seen.
   */
  public Optional<MirrorCounts> sum() {
    return sum(pods.values());
  }

  private static Optional<MirrorCounts> sum(Collection<OfPod> pods) {
    List<MirrorCounts> all = pods.stream().map(OfPod::since).toList();
    return all.stream()
        .filter(c -> c.differences().bounds().equals(all.getFirst().differences().bounds()))
        .reduce(MirrorCounts::plus);
  }
}
