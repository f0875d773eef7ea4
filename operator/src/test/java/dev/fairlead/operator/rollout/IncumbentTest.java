package dev.fairlead.operator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Beside b, which has a ready pod, and the newer c, which has none. */
class IncumbentTest {
  private static final List<RevisionPods> LIVE =
      List.of(new RevisionPods("b", 2, 1, 1, 1, 1, 0), new RevisionPods("c", 3, 1, 1, 0, 0, 0));

  @Test
  void itIsWhomTheServiceLeadsToAlsoWithoutADeploymentIfItHasServed() {
    assertThat(Incumbent.of(new Selection.One("c"), LIVE, "b")).startsWith("c");
    assertThat(Incumbent.of(new Selection.One("a"), LIVE, "a")).startsWith("a");
    assertThat(Incumbent.of(new Selection.One("a"), LIVE, "c")).startsWith("b");
    assertThat(Incumbent.of(new Selection.One("a"), List.of(), null)).containsExactly("a");
  }

  @Test
  void elseWhoComesNearest() {
    assertThat(Incumbent.of(new Selection.All(), LIVE, null)).containsExactly("b", "c");
  }

  /** The newer one may wait for an approval, or have failed. */
  @Test
  void withoutAServiceItIsWhoServedLastIfItStillCan() {
    assertThat(Incumbent.of(new Selection.None(), LIVE, "b")).startsWith("b");
    assertThat(Incumbent.of(new Selection.None(), LIVE, "c")).startsWith("b");
    List<RevisionPods> both =
        List.of(new RevisionPods("b", 2, 1, 1, 1, 1, 0), new RevisionPods("c", 3, 1, 1, 1, 1, 0));
    assertThat(Incumbent.of(new Selection.None(), both, "b")).startsWith("b");
  }

  @Test
  void elseWhoServedLast() {
    assertThat(Incumbent.of(new Selection.None(), List.of(), "a")).containsExactly("a");
    assertThat(Incumbent.of(new Selection.None(), List.of(), null)).isEmpty();
  }
}
