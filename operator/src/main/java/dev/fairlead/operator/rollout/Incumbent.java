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
   * The one that the Service leads to, also without a Deployment if it has served; else the one
   * that comes nearest; else the one that served last.
   *
   * @param stableBefore the latter, as far as anybody remembers; else null
   * @return revisions, the first that is recorded is meant
   */
  public static List<String> of(
      Selection selection, List<RevisionPods> live, @Nullable String stableBefore) {
    List<String> selected =
        selection instanceof Selection.One one ? List.of(one.revision()) : List.of();
    Stream<String> nearest = live.stream().sorted(NEAREST).map(RevisionPods::revision);
    Stream<String> known =
        Stream.concat(nearest, Stream.ofNullable(stableBefore))
            .sorted(Comparator.comparing(r -> !selected.contains(r)));
    return Stream.concat(known, selected.stream()).distinct().toList();
  }
}
