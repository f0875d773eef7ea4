package dev.fairlead.runtime.xgboost;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WaysTest {
  private static final int DEEPEST = 2048;

  private final Ints left = new Ints(1 << 20);
  private final Ints right = new Ints(1 << 20);

  /** Each right child has children again, down to that level. */
  private void chain(int levels) throws Malformed {
    int nodes = 2 * levels + 1;
    for (int node = 0; node < nodes; node++) {
      boolean isLeaf = node % 2 == 1 || node == nodes - 1;
      left.take(node, isLeaf ? -1 : node + 1);
      right.take(node, isLeaf ? -1 : node + 2);
    }
  }

  @Test
  void aDeepTreePasses() throws Exception {
    chain(DEEPEST);

    assertThatCode(() -> new Ways().check(left, right)).doesNotThrowAnyException();
  }

  @Test
  void aDeeperOneIsRefused() throws Exception {
    chain(DEEPEST + 1);

    assertThatThrownBy(() -> new Ways().check(left, right))
        .hasMessage("it is deeper than 2048 levels: so many are the most");
  }

  @Test
  void nodesThatShareAChildAreRefused() throws Exception {
    int[] lefts = {1, 3, 4, -1, -1, -1};
    for (int node = 0; node < lefts.length; node++) {
      left.take(node, lefts[node]);
      right.take(node, lefts[node] < 0 ? -1 : lefts[node] + 1);
    }

    assertThatThrownBy(() -> new Ways().check(left, right))
        .hasMessage("it leads to node 4 by two ways");
  }
}
