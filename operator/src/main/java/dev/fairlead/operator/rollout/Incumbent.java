package dev.fairlead.operator.rollout;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who goes on while no revision may change. */
public final class Incumbent {
  private static final Comparator<RevisionPods> NEAREST =
      Comparator.comparingInt(RevisionPods::ready)
          .thenComparingLong(RevisionPods::number)
          .reversed();

  private Incumbent() {}

  /**
   * The one that the Service leads to, also without a Deployment if it has served; where there is
   * no Service the one that served last, if it still can; else the one that comes nearest; else the
   * one that served last.
   *
   * @param stableBefore the latter, as far as anybody remembers; else null
   * @return revisions, the first that is recorded is meant
   */
  public static List<String> of(
      Selection selection, List<RevisionPods> live, @Nullable String stableBefore) {
    List<String> selected =
        switch (selection) {
          case Selection.One one -> List.of(one.revision());
          case Selection.All all -> List.of();
          // nobody has agreed yet to what is newer
          case Selection.None none -> ready(live, stableBefore);
        };
    Stream<String> nearest = live.stream().sorted(NEAREST).map(RevisionPods::revision);
    Stream<String> known =
        Stream.concat(nearest, Stream.ofNullable(stableBefore))
            .sorted(Comparator.comparing(r -> !selected.contains(r)));
    return Stream.concat(known, selected.stream()).distinct().toList();
  }

  private static List<String> ready(List<RevisionPods> live, @Nullable String revision) {
    return live.stream()
        .filter(r -> r.revision().equals(revision) && r.ready() > 0)
        .map(RevisionPods::revision)
        .toList();
  }
}
