package dev.fairlead.runtime.xgboost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.engine.LoadException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing here is loaded by XGBoost: what the check lets through is for the other tests. */
class ModelCheckTest {
  private static final String BROKEN = " is not a whole XGBoost model: ";

  /** A split of the first tree by the categories 1 and 3. */
  private static final String CATEGORIES =
      "\"categories\":[1,3],\"categories_nodes\":[0],\"categories_segments\":[0],"
          + "\"categories_sizes\":[2]";

  @TempDir Path folder;

  /** model.json, with the one text in place of the other wherever it is. */
  private Path changed(String before, String after) throws IOException {
    String json = ModelFiles.json("model.json");
    assertThat(json).contains(before);
    return write(json.replace(before, after));
  }

  private Path write(String json) throws IOException {
    return Files.writeString(folder.resolve("model.json"), json);
  }

  private static void passes(Path file) {
    assertThatCode(() -> ModelCheck.check(file)).doesNotThrowAnyException();
  }

  private static void isRefused(Path file, String message) {
    assertThatThrownBy(() -> ModelCheck.check(file))
        .isInstanceOfSatisfying(
            LoadException.class, e -> assertThat(e.reason()).isEqualTo(Reason.ModelInvalid))
        .hasMessage(file.getFileName() + BROKEN + message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.json", "classes.json"})
  void wholeModelsPassInBothFormats(String resource) throws Exception {
    passes(write(ModelFiles.json(resource)));
    passes(Files.write(folder.resolve("model.ubj"), ModelFiles.ubj(resource, folder)));
  }

  @Test
  void whatOldFilesLackOrHaveInAnotherWayPasses() throws Exception {
    passes(
        write(
            ModelFiles.json("model.json")
                .replace("\"iteration_indptr\":[0,1,2],", "")
                .replace("\"split_type\":[0,0,0],", "")
                .replace("\"default_left\":[1,0,0]", "\"default_left\":[true,false,false]")
                .replace("\"num_target\":\"1\"", "\"major_version\":\"0\"")
                .replace("\"parents\":[2147483647,", "\"parents\":[-1,")));
  }

  @Test
  void numbersThatAreNoneForJsonPass() throws Exception {
    passes(changed("\"sum_hessian\":[2E0,1E0,1E0]", "\"sum_hessian\":[NaN,Infinity,-Infinity]"));
  }

  static Stream<Arguments> damages() {
    return Stream.of(
        arguments(
            "\"left_children\":[1,",
            "\"left_children\":[99,",
            "trees[0].left_children[0] is 99, but there are 3 nodes"),
        arguments(
            "\"left_children\":[1,",
            "\"left_children\":[-5,",
            "trees[0].left_children[0] is -5, but there are 3 nodes"),
        arguments(
            "\"left_children\":[1,",
            "\"left_children\":[4294967297,",
            "trees[0].left_children[0] is 4294967297, which is no index"),
        arguments(
            "\"left_children\":[1,",
            "\"left_children\":[1.5,",
            "trees[0].left_children has a value that is not a whole number"),
        arguments(
            "\"left_children\":[1,",
            "\"left_children\":[-1,",
            "trees[0].right_children[0] is 2, but the node has no left child"),
        arguments(
            "\"right_children\":[2,",
            "\"right_children\":[3,",
            "trees[0].right_children[0] is 3, but there are 3 nodes"),
        arguments(
            "\"right_children\":[2,",
            "\"right_children\":[1,",
            "trees[0].right_children[0] is 1, but XGBoost takes the node after the left child, 2"),
        arguments(
            "\"parents\":[2147483647,0,0]",
            "\"parents\":[2147483647,7,0]",
            "trees[0].parents[1] is 7, but there are 3 nodes"),
        arguments(
            "\"parents\":[2147483647,0,0]",
            "\"parents\":[2147483647,0,-1]",
            "trees[0].parents[2] is -1, which is no parent"),
        arguments(
            "\"parents\":[2147483647,0,0]",
            "\"parents\":[0,0,0]",
            "trees[0].parents[0] is 0, which is no parent"),
        arguments("\"parents\":", "\"parent\":", "trees[0].parents is missing"),
        arguments("\"id\":0,", "\"id\":0,\"id\":0,", "trees[0] has two fields with one name"),
        arguments(
            "\"split_indices\":[1,",
            "\"split_indices\":[2,",
            "trees[1].split_indices[0] is 2, but there are 2 features"),
        arguments(
            "\"split_indices\":[1,",
            "\"split_indices\":[-1,",
            "trees[1].split_indices[0] is -1, which is no feature"),
        arguments(
            "\"sum_hessian\":[2E0,1E0,1E0]",
            "\"sum_hessian\":[2E0]",
            "trees[0].sum_hessian has 1 values, but there are 3 nodes"),
        arguments(
            "\"num_nodes\":\"3\"",
            "\"num_nodes\":\"4\"",
            "trees[0].default_left has 3 values, but there are 4 nodes"),
        arguments(
            "\"num_nodes\":\"3\"",
            "\"num_nodes\":\"-1\"",
            "trees[0].tree_param.num_nodes is not a whole number, or below 0"),
        arguments(
            "\"size_leaf_vector\":\"1\"",
            "\"size_leaf_vector\":\"2\"",
            "trees[0].leaf_weights is missing, as in files of XGBoost before 3.2: train the model"
                + " by a later one"),
        arguments(
            "\"split_type\":[0,",
            "\"split_type\":[1,",
            "trees[0].categories_nodes has 0 values, but split_type has 1 nodes"));
  }

  static Stream<Arguments> damagesAround() {
    return Stream.of(
        arguments(
            "\"tree_info\":[0,0]",
            "\"tree_info\":[0]",
            "tree_info has 1 values, but there are 2 trees"),
        arguments(
            "\"tree_info\":[0,0]",
            "\"tree_info\":[0,1]",
            "tree_info[1] is 1, but the number of outputs is 1"),
        arguments(
            "\"tree_info\":[0,0]",
            "\"tree_info\":[0,-1]",
            "tree_info[1] is -1, which is no output"),
        arguments(
            "\"num_trees\":\"2\"",
            "\"num_trees\":\"3\"",
            "gbtree_model_param.num_trees is 3, but there are 2 trees"),
        arguments("[0,1,2]", "[]", "iteration_indptr is missing, or empty"),
        arguments("[0,1,2]", "[1,1,2]", "iteration_indptr[0] is 1, but the first begins at 0"),
        arguments("[0,1,2]", "[0,3,2]", "iteration_indptr[2] is 2, but the one before begins at 3"),
        arguments("[0,1,2]", "[0,1,1]", "iteration_indptr ends at 1, but there are 2 trees"),
        arguments(
            "\"name\":\"gbtree\"",
            "\"weight_drop\":[1E0],\"name\":\"gbtree\"",
            "weight_drop has 1 values, but there are 2 trees"),
        arguments(
            "\"name\":\"gbtree\"",
            "\"gbtree\":{\"model\":{}},\"name\":\"gbtree\"",
            "learner.gradient_booster.gbtree.model is there twice"),
        arguments(
            "\"name\":\"gbtree\"",
            "\"name\":\"gblinear\"",
            "learner.gradient_booster.name is neither gbtree nor dart: models of other boosters are"
                + " not served"),
        arguments(
            "\"num_feature\":\"2\"",
            "\"num_feature\":\"0\"",
            "learner.learner_model_param.num_feature is 0, but has to be from 1 to 16777216"),
        arguments(
            "\"num_class\":\"0\"",
            "\"num_class\":\"2147483647\"",
            "learner.learner_model_param.num_class is 2147483647: 1048576 are the most"),
        arguments(
            "\"base_score\":\"5E-1\"",
            "\"base_score\":\"[[5E-1]]\"",
            "learner.learner_model_param.base_score has more in it than a number, or a list of"
                + " them"),
        arguments(
            "\"scale_pos_weight\":\"1\"",
            "\"scale_pos_weight\":\"[[[[\"",
            "learner.objective has more in it than a number, or a list of them"));
  }

  @ParameterizedTest
  @MethodSource({"damages", "damagesAround"})
  void whatDoesNotFitIsTold(String before, String after, String message) throws Exception {
    isRefused(changed(before, after), message);
  }

  static Stream<Arguments> damagesOfCategories() {
    return Stream.of(
        arguments("[1,3]", "[1,16777216]", "categories[1] is 16777216, which is no category"),
        arguments("[1,3]", "[-1,3]", "categories[0] is -1, which is no category"),
        arguments("nodes\":[0]", "nodes\":[1]", "categories_nodes[0] is 1, which is not the next"),
        arguments(
            "segments\":[0]",
            "segments\":[-1]",
            "categories_segments[0] is -1, but the one before ends at 0"),
        arguments(
            "sizes\":[2]",
            "sizes\":[3]",
            "categories_sizes[0] is 3, but there are 2 categories from 0 on"),
        arguments(
            "sizes\":[2]",
            "sizes\":[0]",
            "categories_sizes[0] is 0, but there are 2 categories from 0 on"),
        arguments(
            "sizes\":[2]",
            "sizes\":[]",
            "categories_nodes has 1 values, but categories_segments has 1 and categories_sizes 0"));
  }

  @ParameterizedTest
  @MethodSource("damagesOfCategories")
  void categoriesThatDoNotFitAreTold(String before, String after, String message) throws Exception {
    String json =
        ModelFiles.json("model.json")
            .replace(
                "\"categories\":[],\"categories_nodes\":[],\"categories_segments\":[],"
                    + "\"categories_sizes\":[]",
                CATEGORIES)
            .replace("\"split_type\":[0,", "\"split_type\":[1,");
    passes(write(json));

    assertThat(CATEGORIES).contains(before);
    isRefused(
        write(json.replace(CATEGORIES, CATEGORIES.replace(before, after))), "trees[0]." + message);
  }

  @Test
  void circlesAreTold() throws Exception {
    String json = ModelFiles.json("model.json");

    isRefused(
        write(
            json.replace("\"left_children\":[1,-1,", "\"left_children\":[1,1,")
                .replace("\"right_children\":[2,-1,", "\"right_children\":[2,2,")),
        "trees[0] leads to node 1 by two ways");
    isRefused(
        write(
            json.replace("\"left_children\":[1,", "\"left_children\":[0,")
                .replace("\"right_children\":[2,", "\"right_children\":[1,")),
        "trees[0] leads to node 0 by two ways");
  }

  static Stream<Arguments> damagesOfBytes() {
    return Stream.of(
        arguments("left_children", 0, 99, "left_children[0] is 99, but there are 3 nodes"),
        arguments("right_children", 0, 99, "right_children[0] is 99, but there are 3 nodes"),
        arguments("parents", 1, 7, "parents[1] is 7, but there are 3 nodes"),
        arguments("split_indices", 0, -1, "split_indices[0] is -1, which is no feature"));
  }

  @ParameterizedTest
  @MethodSource("damagesOfBytes")
  void whatDoesNotFitInTheBinaryFormatIsTold(String list, int index, int value, String message)
      throws Exception {
    byte[] ubj = ModelFiles.ubj("model.json", folder);
    ByteBuffer.wrap(ubj).putInt(first(ubj, list) + Integer.BYTES * index, value);

    isRefused(Files.write(folder.resolve("model.ubj"), ubj), "trees[0]." + message);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 4, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE})
  void lengthsThatAreOnlyClaimedTakeNoMemory(long length) throws Exception {
    byte[] ubj = ModelFiles.ubj("model.json", folder);
    ByteBuffer.wrap(ubj).putLong(first(ubj, "left_children") - Long.BYTES, length);
    Path file = Files.write(folder.resolve("model.ubj"), ubj);

    assertThatThrownBy(() -> ModelCheck.check(file))
        .isInstanceOf(LoadException.class)
        .hasMessageStartingWith("model.ubj" + BROKEN + "trees[0]");
  }

  /** Where the values begin of a list of int32 that has that name. */
  private static int first(byte[] ubj, String list) {
    String text = new String(ubj, StandardCharsets.ISO_8859_1);
    String begin = list + "[$l#L";
    int at = text.indexOf(begin);
    assertThat(at).isPositive();
    return at + begin.length() + Long.BYTES;
  }

  @Test
  void anEmptyFileIsCutShort() throws Exception {
    Path file = Files.write(folder.resolve("model.ubj"), new byte[0]);

    isRefused(file, "it is cut short, or has a wrong length");
  }

  @Test
  void valuesInValuesWithoutAnEndAreRefused() throws Exception {
    Path json = write("{\"a\":" + "[".repeat(100_000));
    assertThatThrownBy(() -> ModelCheck.check(json))
        .hasMessageStartingWith("model.json" + BROKEN + "it is no JSON, or damaged");

    String name = "{L\0\0\0\0\0\0\0\1a";
    byte[] ubj = (name + "[".repeat(100_000)).getBytes(StandardCharsets.ISO_8859_1);
    isRefused(Files.write(folder.resolve("model.ubj"), ubj), "a lies deeper than 64 levels");
  }
}
