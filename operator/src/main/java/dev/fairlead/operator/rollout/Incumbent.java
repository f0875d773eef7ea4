package dev.fairlead.operator.rollout;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who goes on while no revision may change. */
public final class Incumbent {
  private static final Comparator<RevisionPods> NEAREST =
      Comparator.comparingInt(RevisionPods::ready).thenComparingLong(RevisionPods::number);

  private Incumbent() {}

  /**
   * The one that the Service leads to, even if its Deployment was taken away; else the one that
   * comes nearest; else the one that served last.
   *
   * @param stableBefore the latter, as far as anybody remembers; else null
   * @return revisions, the first that is recorded is meant
   */
  public static List<String> of(
      Selection selection, List<RevisionPods> live, @Nullable String stableBefore) {
    Stream<String> selected =
        selection instanceof Selection.One one ? Stream.of(one.revision()) : Stream.empty();
    Stream<String> nearest = live.stream().max(NEAREST).map(RevisionPods::revision).stream();
    return Stream.of(selected, nearest, Stream.ofNullable(stableBefore)).flatMap(s -> s).toList();
  }
}
