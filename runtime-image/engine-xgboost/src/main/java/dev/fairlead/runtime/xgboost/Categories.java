package dev.fairlead.runtime.xgboost;

import java.io.IOException;
import java.util.BitSet;

/**
 * Which nodes of a tree split by categories, and by which: the categories of node {@code
 * categories_nodes[i]} are {@code categories_sizes[i]} of {@code categories}, from {@code
 * categories_segments[i]}.
 */
final class Categories {
  /** From this on, categories are no whole numbers for XGBoost, which computes with floats. */
  private static final int NO_CATEGORY = 1 << 24;

  private static final int MOST_SPLITS = 1 << 20;
  private static final int MOST_KEPT = 1 << 23;

  private final BitSet categorical = new BitSet();
  private final Ints nodes = new Ints(MOST_SPLITS);
  private final Ints segments = new Ints(MOST_SPLITS);
  private final Ints sizes = new Ints(MOST_SPLITS);
  private final Ints all = new Ints(MOST_KEPT);

  /** How many types there are, or -1 in files that are older than categories. */
  private long types = -1;

  void clear() {
    categorical.clear();
    nodes.clear();
    segments.clear();
    sizes.clear();
    all.clear();
    types = -1;
  }

  /** Takes a field of the tree. */
  void take(String name, Values values) throws IOException, Malformed {
    switch (name) {
      case "split_type" -> types = values.integers(this::type);
      case "categories" -> values.integers(this::category);
      case "categories_nodes" -> values.integers(nodes);
      case "categories_segments" -> values.integers(segments);
      case "categories_sizes" -> values.integers(sizes);
      default -> values.skip();
    }
  }

  private void type(long index, long value) throws Malformed {
    if (value != 0 && value != 1) {
      throw new Malformed("[" + index + "]", "is %d, but only 0 and 1 are types".formatted(value));
    }
    if (index >= TreeCheck.MOST_NODES) {
      throw new Malformed(
          "has more than %d values: so many are the most".formatted(TreeCheck.MOST_NODES));
    }
    if (value == 1) {
      categorical.set((int) index);
    }
  }

  private void category(long index, long value) throws Malformed {
    if (value < 0 || value >= NO_CATEGORY) {
      throw new Malformed("[" + index + "]", "is %d, which is no category".formatted(value));
    }
    all.take(index, value);
  }

  /**
   * Of a tree with so many nodes.
   *
   * @return how many bytes XGBoost needs for them: a bit for each category up to a node's largest
   */
  long check(long count) throws Malformed {
    if (types < 0) {
      return 0;
    }
    if (types != count) {
      throw new Malformed(
          "split_type", "has %d values, but there are %d nodes".formatted(types, count));
    }
    int splits = nodes.size();
    if (splits != categorical.cardinality()) {
      throw new Malformed(
          "categories_nodes",
          "has %d values, but split_type has %d nodes"
              .formatted(splits, categorical.cardinality()));
    }
    if (segments.size() != splits || sizes.size() != splits) {
      throw new Malformed(
          "categories_nodes",
          "has %d values, but categories_segments has %d and categories_sizes %d"
              .formatted(splits, segments.size(), sizes.size()));
    }
    return bytes();
  }

  private long bytes() throws Malformed {
    long bytes = 0;
    int node = -1;
    int end = 0;
    for (int i = 0; i < nodes.size(); i++) {
      // XGBoost looks for them in this order
      if (nodes.get(i) <= node || !categorical.get(nodes.get(i))) {
        throw new Malformed(
            "categories_nodes[" + i + "]", "is %d, which is not the next".formatted(nodes.get(i)));
      }
      node = nodes.get(i);
      int begin = segments.get(i);
      if (begin < end) {
        throw new Malformed(
            "categories_segments[" + i + "]",
            "is %d, but the one before ends at %d".formatted(begin, end));
      }
      int size = sizes.get(i);
      if (size < 1 || size > all.size() - begin) {
        throw new Malformed(
            "categories_sizes[" + i + "]",
            "is %d, but there are %d categories from %d on"
                .formatted(size, all.size() - begin, begin));
      }
      end = begin + size;
      bytes += bits(begin, end) / Byte.SIZE;
    }
    return bytes;
  }

  private long bits(int begin, int end) {
    int largest = 0;
    for (int i = begin; i < end; i++) {
      largest = Math.max(largest, all.get(i));
    }
    return largest + (long) Integer.SIZE;
  }
}
