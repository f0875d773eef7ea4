package dev.fairlead.runtime.xgboost;

import java.io.IOException;

/**
 * Whether the trees of a model belong together: as many as it says, each in an iteration, and for
 * features and outputs that it has.
 *
 * @see <a href="https://github.com/dmlc/xgboost/blob/v3.4.0/src/gbm/gbtree_model.cc">LoadModel</a>
 */
final class TreesCheck {
  private static final int MISSING = -1;

  /** XGBoost keeps a bit for each category up to the largest, however few a file names. */
  private static final long MOST_CATEGORY_BYTES = 1L << 30;

  private final Values values;
  private final TreeCheck tree;

  private long declared = MISSING;
  private long trees = MISSING;
  private long groups = MISSING;
  private long largestGroup = MISSING;
  private long largestGroupAt;
  private long iterations = MISSING;
  private long lastIteration;
  private long weights;
  private long largestSplit = MISSING;
  private String largestSplitAt = "";
  private long leafSize = 1;
  private String leafSizeAt = "";
  private long categoryBytes;

  TreesCheck(Values values) {
    this.values = values;
    this.tree = new TreeCheck(values);
  }

  /** Takes a field of the model. */
  void field(String name) throws IOException, Malformed {
    switch (name) {
      case "gbtree_model_param" -> values.object(this::parameter);
      case "trees" -> {
        trees = 0;
        values.list(this::tree);
      }
      case "tree_info" -> groups = values.integers(this::group);
      case "iteration_indptr" -> iterations = values.integers(this::iteration);
      case "weight_drop" -> weights = values.numbers();
      default -> values.skip();
    }
  }

  private void parameter(String name) throws IOException, Malformed {
    if (name.equals("num_trees")) {
      declared = values.parameter();
    } else {
      values.skip();
    }
  }

  private void tree(long index) throws IOException, Malformed {
    tree.take();
    trees++;
    if (tree.largestSplit() > largestSplit) {
      largestSplit = tree.largestSplit();
      largestSplitAt = "trees[%d].split_indices[%d]".formatted(index, tree.largestSplitAt());
    }
    if (tree.leafSize() > 1 && tree.leafSize() != leafSize) {
      if (leafSize > 1) {
        throw new Malformed(
            "tree_param.size_leaf_vector",
            "is %d, but %d in a tree before".formatted(tree.leafSize(), leafSize));
      }
      leafSize = tree.leafSize();
      leafSizeAt = "trees[%d].tree_param.size_leaf_vector".formatted(index);
    }
    categoryBytes += tree.categoryBytes();
    if (categoryBytes > MOST_CATEGORY_BYTES) {
      throw new Malformed("categories", "are more than fit into 1 GiB, with those before");
    }
  }

  private void group(long index, long value) throws Malformed {
    if (value < 0) {
      throw new Malformed("[" + index + "]", "is %d, which is no output".formatted(value));
    }
    if (value > largestGroup) {
      largestGroup = value;
      largestGroupAt = index;
    }
  }

  private void iteration(long index, long value) throws Malformed {
    if (index == 0 ? value != 0 : value < lastIteration) {
      throw new Malformed(
          "[" + index + "]",
          index == 0
              ? "is %d, but the first begins at 0".formatted(value)
              : "is %d, but the one before begins at %d".formatted(value, lastIteration));
    }
    lastIteration = value;
  }

  /**
   * When all fields are taken.
   *
   * @param features how many the model has
   * @param outputs how many there are for each row
   * @param weightsAbove how many weights of trees stand beside the model, as in old files
   */
  void check(long features, long outputs, long weightsAbove) throws Malformed {
    checkCounts(weightsAbove);
    if (iterations == MISSING ? trees == 0 : iterations == 0) {
      throw new Malformed("iteration_indptr", "is missing, or empty");
    }
    if (iterations != MISSING && lastIteration != trees) {
      throw new Malformed(
          "iteration_indptr", "ends at %d, but there are %d trees".formatted(lastIteration, trees));
    }
    if (largestSplit >= features) {
      throw new Malformed(
          largestSplitAt, "is %d, but there are %d features".formatted(largestSplit, features));
    }
    if (largestGroup >= outputs) {
      throw new Malformed(
          "tree_info[" + largestGroupAt + "]",
          "is %d, but the number of outputs is %d".formatted(largestGroup, outputs));
    }
    if (leafSize > 1 && leafSize != outputs) {
      throw new Malformed(
          leafSizeAt, "is %d, but the number of outputs is %d".formatted(leafSize, outputs));
    }
  }

  private void checkCounts(long weightsAbove) throws Malformed {
    if (trees == MISSING) {
      throw new Malformed("trees", "is missing");
    }
    if (declared != trees) {
      throw new Malformed(
          "gbtree_model_param.num_trees",
          "is %d, but there are %d trees".formatted(declared, trees));
    }
    mustBeTrees("tree_info", groups);
    if (weights > 0) {
      mustBeTrees("weight_drop", weights);
    }
    if (weightsAbove > 0) {
      mustBeTrees("weight_drop", weightsAbove);
    }
  }

  private void mustBeTrees(String name, long count) throws Malformed {
    if (count != trees) {
      throw new Malformed(
          name, "has %d values, but there are %d trees".formatted(Math.max(0, count), trees));
    }
  }
}
