package dev.fairlead.runtime.xgboost;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether a tree is one: each list has a value for each node, and from the root each node is
 * reached by one way at most. The memory for it is that of the largest tree, used again for each.
 *
 * @see <a href="https://github.com/dmlc/xgboost/blob/v3.4.0/src/tree/tree_model.cc">RegTree</a>
 */
final class TreeCheck {
  /** A full tree of depth 21; three numbers are kept of each node. */
  static final int MOST_NODES = 1 << 22;

  private static final int NONE = Ways.NONE;

  /** A root's parent, where the bit is masked that tells left nodes from right ones. */
  private static final long NONE_MASKED = Integer.MAX_VALUE;

  private static final List<String> PER_NODE =
      List.of(
          "default_left",
          "left_children",
          "loss_changes",
          "parents",
          "right_children",
          "split_conditions",
          "split_indices",
          "sum_hessian");

  private final Values values;
  private final Map<String, Long> lengths = new HashMap<>();
  private final Ints left = new Ints(MOST_NODES);
  private final Ints right = new Ints(MOST_NODES);
  private final Ints splits = new Ints(MOST_NODES);
  private final Categories categories = new Categories();
  private final Ways ways = new Ways();

  private long nodes;
  private long leafSize;
  private long leaves;
  private long largestParent;
  private long largestParentAt;
  private int largestSplit;
  private int largestSplitAt;
  private long categoryBytes;

  TreeCheck(Values values) {
    this.values = values;
  }

  /** The largest index of a feature, or -1 where nothing is split. */
  int largestSplit() {
    return largestSplit;
  }

  int largestSplitAt() {
    return largestSplitAt;
  }

  /** How many numbers each leaf has: more than one in trees that give all outputs at once. */
  long leafSize() {
    return leafSize;
  }

  /** What XGBoost needs for the categories. */
  long categoryBytes() {
    return categoryBytes;
  }

  /** Takes the tree that comes next. */
  void take() throws IOException, Malformed {
    clear();
    values.object(this::field);
    if (nodes < 1) {
      throw new Malformed("tree_param.num_nodes", "is 0, or missing");
    }
    checkLengths();
    checkNodes();
    ways.check(left, right);
    categoryBytes = categories.check(nodes);
  }

  private void clear() {
    lengths.clear();
    left.clear();
    right.clear();
    splits.clear();
    categories.clear();
    nodes = 0;
    leafSize = 1;
    leaves = 0;
    largestParent = NONE;
    largestSplit = NONE;
  }

  private void field(String name) throws IOException, Malformed {
    switch (name) {
      case "tree_param" -> values.object(this::parameter);
      case "left_children" -> lengths.put(name, values.integers(left));
      case "right_children" -> lengths.put(name, values.integers(right));
      case "split_indices" -> lengths.put(name, values.integers(splits));
      case "parents" -> lengths.put(name, values.integers(this::parent));
      case "default_left" -> lengths.put(name, values.integers(TreeCheck::defaultLeft));
      case "base_weights", "leaf_weights", "loss_changes", "split_conditions", "sum_hessian" ->
          lengths.put(name, values.numbers());
      default -> categories.take(name, values);
    }
  }

  private void parameter(String name) throws IOException, Malformed {
    switch (name) {
      case "num_nodes" -> nodes = values.parameter();
      case "size_leaf_vector" -> leafSize = values.parameter();
      default -> values.skip();
    }
  }

  private void parent(long index, long value) throws Malformed {
    if (index == 0 ? value != NONE && value != NONE_MASKED : value < 0) {
      throw new Malformed("[" + index + "]", "is %d, which is no parent".formatted(value));
    }
    if (index > 0 && value > largestParent) {
      largestParent = value;
      largestParentAt = index;
    }
  }

  private static void defaultLeft(long index, long value) throws Malformed {
    if (value != 0 && value != 1) {
      throw new Malformed("[" + index + "]", "is %d, but only 0 and 1 are known".formatted(value));
    }
  }

  private void checkLengths() throws Malformed {
    for (String name : PER_NODE) {
      mustBeNodes(name);
    }
    if (leafSize <= 1) {
      mustBeNodes("base_weights");
      return;
    }
    long weights = length("base_weights");
    if (weights == 0 || weights % nodes != 0) {
      throw new Malformed(
          "base_weights",
          "has %d values, which are not as many for each of %d nodes".formatted(weights, nodes));
    }
    if (!lengths.containsKey("leaf_weights")) {
      throw new Malformed(
          "leaf_weights",
          "is missing, as in files of XGBoost before 3.2: train the model by a later one");
    }
    long leafWeights = length("leaf_weights");
    if (leafWeights % leafSize != 0) {
      throw new Malformed(
          "leaf_weights",
          "has %d values, which are not %d for each leaf".formatted(leafWeights, leafSize));
    }
    leaves = leafWeights / leafSize;
  }

  private void mustBeNodes(String name) throws Malformed {
    long length = length(name);
    if (length != nodes) {
      throw new Malformed(name, "has %d values, but there are %d nodes".formatted(length, nodes));
    }
  }

  private long length(String name) throws Malformed {
    Long length = lengths.get(name);
    if (length == null) {
      throw new Malformed(name, "is missing");
    }
    return length;
  }

  private void checkNodes() throws Malformed {
    if (largestParent >= nodes) {
      throw noNode("parents", largestParentAt, largestParent);
    }
    for (int node = 0; node < nodes; node++) {
      if (left.get(node) == NONE) {
        checkLeaf(node);
      } else {
        checkSplit(node);
      }
    }
  }

  private void checkLeaf(int node) throws Malformed {
    int other = right.get(node);
    if (leafSize > 1) {
      if (other < 0 || other >= leaves) {
        throw new Malformed(
            at("right_children", node), "is %d, but there are %d leaves".formatted(other, leaves));
      }
    } else if (other != NONE && other != 0) {
      // 0 marks new leaves while a tree grows
      throw new Malformed(
          at("right_children", node), "is %d, but the node has no left child".formatted(other));
    }
  }

  private void checkSplit(int node) throws Malformed {
    int child = left.get(node);
    if (child < 0 || child >= nodes) {
      throw noNode("left_children", node, child);
    }
    int other = right.get(node);
    if (other < 0 || other >= nodes) {
      throw noNode("right_children", node, other);
    }
    if (other != child + 1) {
      // it adds 1 to the left child's, and looks at the right child's for missing values only
      throw new Malformed(
          at("right_children", node),
          "is %d, but XGBoost takes the node after the left child, %d".formatted(other, child + 1));
    }
    int split = splits.get(node);
    if (split < 0) {
      throw new Malformed(at("split_indices", node), "is %d, which is no feature".formatted(split));
    }
    if (split > largestSplit) {
      largestSplit = split;
      largestSplitAt = node;
    }
  }

  private Malformed noNode(String list, long node, long value) {
    return new Malformed(at(list, node), "is %d, but there are %d nodes".formatted(value, nodes));
  }

  private static String at(String list, long index) {
    return list + "[" + index + "]";
  }
}
