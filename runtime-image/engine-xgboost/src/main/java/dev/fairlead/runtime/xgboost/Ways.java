package dev.fairlead.runtime.xgboost;

import java.util.BitSet;

/** The ways through a tree: there is one to each node that can be reached, and none is endless. */
final class Ways {
  /** In place of a child. */
  static final int NONE = -1;

  /** XGBoost walks down by recursion, on the small stack of a thread of the server. */
  private static final int DEEPEST = 2048;

  private final BitSet reached = new BitSet();
  private final int[] waiting = new int[DEEPEST + 2];
  private final int[] depths = new int[DEEPEST + 2];

  /** From the root on, where each node has no left child, or two children that are nodes. */
  void check(Ints left, Ints right) throws Malformed {
    reached.clear();
    waiting[0] = 0;
    depths[0] = 0;
    int count = 1;
    while (count > 0) {
      count--;
      int node = waiting[count];
      int depth = depths[count];
      if (reached.get(node)) {
        throw new Malformed("leads to node %d by two ways".formatted(node));
      }
      reached.set(node);
      if (left.get(node) == NONE) {
        continue;
      }
      if (depth == DEEPEST) {
        throw new Malformed("is deeper than %d levels: so many are the most".formatted(DEEPEST));
      }
      waiting[count] = right.get(node);
      depths[count] = depth + 1;
      waiting[count + 1] = left.get(node);
      depths[count + 1] = depth + 1;
      count += 2;
    }
  }
}
