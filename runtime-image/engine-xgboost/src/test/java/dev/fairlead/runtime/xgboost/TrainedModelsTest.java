package dev.fairlead.runtime.xgboost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.fairlead.runtime.engine.Cancellation;
import dev.fairlead.runtime.engine.Device;
import dev.fairlead.runtime.engine.EngineModel;
import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.engine.LoadException.Reason;
import dev.fairlead.runtime.engine.LoadOptions;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Models that XGBoost trains here: they give through files what they gave before. */
class TrainedModelsTest {
  private static final int ROWS = 200;
  private static final int FEATURES = 3;
  private static final int CLASSES = 3;
  private static final int CATEGORIES = 40;
  private static final int ROUNDS = 6;

  @TempDir Path folder;

  static Stream<Arguments> kinds() {
    return Stream.of(
        arguments("regression", Map.of("objective", "reg:squarederror")),
        arguments("classes", classes()),
        arguments("forest", Map.of("num_parallel_tree", 4, "subsample", 0.5)),
        arguments("dropped", Map.of("booster", "dart", "rate_drop", 0.5, "one_drop", 1)),
        arguments("pruned", Map.of("tree_method", "exact", "gamma", 5)),
        arguments("deep", Map.of("grow_policy", "lossguide", "max_depth", 0, "max_leaves", 100)),
        arguments("vectors", vectors()));
  }

  private static Map<String, Object> classes() {
    return Map.of("objective", "multi:softprob", "num_class", CLASSES);
  }

  /** One tree for all classes, with a number for each in its leaves. */
  private static Map<String, Object> vectors() {
    Map<String, Object> parameters = new HashMap<>(classes());
    parameters.put("tree_method", "hist");
    parameters.put("multi_strategy", "multi_output_tree");
    return parameters;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void modelsGiveTheSameThroughFiles(String name, Map<String, Object> parameters) throws Exception {
    givesTheSame(train(parameters, "q"));
  }

  @Test
  void modelsWithCategoriesGiveTheSameThroughFiles() throws Exception {
    // in sets of categories, and one by one
    for (int most : List.of(1, CATEGORIES + 1)) {
      Booster booster =
          train(Map.of("tree_method", "hist", "max_cat_to_onehot", most, "eta", 1), "c");
      booster.saveModel(folder.resolve("look.json").toString());
      assertThat(Files.readString(folder.resolve("look.json")))
          .containsPattern("\"categories_nodes\":\\[\\d");

      givesTheSame(booster);
    }
  }

  @Test
  void linearModelsAreRefused() throws Exception {
    Booster booster = train(Map.of("booster", "gblinear"), "q");
    for (String file : List.of("model.json", "model.ubj")) {
      Path path = folder.resolve(file);
      booster.saveModel(path.toString());

      assertThatThrownBy(
              () -> new XgboostEngine().load(path, new LoadOptions(Device.CPU, 1, false)))
          .isInstanceOfSatisfying(
              LoadException.class, e -> assertThat(e.reason()).isEqualTo(Reason.ModelInvalid))
          .hasMessageContaining("models of other boosters are not served");
    }
    booster.dispose();
  }

  /** On a category or a number, and two more numbers; {@code type} is the first feature's. */
  private static Booster train(Map<String, Object> parameters, String type) throws Exception {
    float[] rows = rows();
    var labels = new float[ROWS];
    for (int row = 0; row < ROWS; row++) {
      float group = rows[row * FEATURES] % CLASSES;
      labels[row] = rows[row * FEATURES + 1] > 0.7f ? 0 : group;
    }
    var data = new DMatrix(rows, ROWS, FEATURES, Float.NaN);
    data.setLabel(labels);
    data.setFeatureTypes(new String[] {type, "q", "q"});
    Map<String, Object> all = new HashMap<>(Map.of("nthread", 1, "seed", 1, "base_score", 0.5));
    all.putAll(parameters);
    try {
      return XGBoost.train(data, all, ROUNDS, Map.of(), null, null);
    } finally {
      data.dispose();
    }
  }

  private static float[] rows() {
    var random = new Random(1);
    var rows = new float[ROWS * FEATURES];
    for (int row = 0; row < ROWS; row++) {
      rows[row * FEATURES] = random.nextInt(CATEGORIES);
      rows[row * FEATURES + 1] = random.nextFloat();
      rows[row * FEATURES + 2] = random.nextInt(4) == 0 ? Float.NaN : random.nextFloat();
    }
    return rows;
  }

  private void givesTheSame(Booster booster) throws Exception {
    float[][] expected = booster.inplace_predict(rows(), ROWS, FEATURES, Float.NaN);
    for (String file : List.of("model.json", "model.ubj")) {
      Path path = folder.resolve(file);
      booster.saveModel(path.toString());
      try (EngineModel model =
          new XgboostEngine().load(path, new LoadOptions(Device.CPU, 1, false))) {
        FloatBuffer values = run(model);
        for (float[] row : expected) {
          for (float value : row) {
            assertThat(values.get()).as(file).isCloseTo(value, within(1e-5f));
          }
        }
        assertThat(values.hasRemaining()).isFalse();
      }
    }
    booster.dispose();
  }

  private static FloatBuffer run(EngineModel model) throws Exception {
    float[] rows = rows();
    ByteBuffer data =
        ByteBuffer.allocateDirect(rows.length * Float.BYTES).order(ByteOrder.nativeOrder());
    data.asFloatBuffer().put(rows);
    var input =
        new Tensor.Fixed("input", Datatype.FP32, List.of((long) ROWS, (long) FEATURES), data);
    Tensor output = model.run(List.of(input), Set.of("output"), new Cancellation()).getFirst();
    return ((Tensor.Fixed) output).data().order(ByteOrder.nativeOrder()).asFloatBuffer();
  }
}
