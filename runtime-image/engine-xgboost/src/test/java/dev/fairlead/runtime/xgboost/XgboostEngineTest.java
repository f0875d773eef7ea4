package dev.fairlead.runtime.xgboost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fairlead.runtime.engine.Cancellation;
import dev.fairlead.runtime.engine.Device;
import dev.fairlead.runtime.engine.Engine;
import dev.fairlead.runtime.engine.EngineModel;
import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.engine.LoadException.Reason;
import dev.fairlead.runtime.engine.LoadOptions;
import dev.fairlead.runtime.engine.RunException;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.Tensor;
import dev.fairlead.runtime.tensor.TensorSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import ml.dmlc.xgboost4j.java.XGBoost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Models written by hand. model.json gives 0.5, plus 1 if the first feature is below 0.5 or missing
 * and 2 if not, plus 0.25 if the second is below 10 and 0.5 if not.
 */
class XgboostEngineTest {
  private final Engine engine = new XgboostEngine();

  @TempDir Path folder;

  private Path write(String resource, String name) throws IOException {
    try (InputStream in = XgboostEngineTest.class.getResourceAsStream(resource)) {
      return Files.write(folder.resolve(name), in.readAllBytes());
    }
  }

  private EngineModel load() throws LoadException {
    return engine.load(engine.find(folder).orElseThrow(), new LoadOptions(Device.CPU, 1, false));
  }

  private static Tensor rows(float... values) {
    ByteBuffer data =
        ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
    data.asFloatBuffer().put(values);
    return new Tensor.Fixed("input", Datatype.FP32, List.of(values.length / 2L, 2L), data);
  }

  private static Tensor run(EngineModel model, float... values) throws RunException {
    return model.run(List.of(rows(values)), Set.of("output"), new Cancellation()).getFirst();
  }

  private static List<Float> values(Tensor tensor) {
    var floats = ((Tensor.Fixed) tensor).data().order(ByteOrder.nativeOrder()).asFloatBuffer();
    var values = new ArrayList<Float>();
    while (floats.hasRemaining()) {
      values.add(floats.get());
    }
    return values;
  }

  @Test
  void itIsFoundAsAService() {
    assertThat(ServiceLoader.load(Engine.class)).singleElement().isInstanceOf(XgboostEngine.class);
  }

  @Test
  void eachRowGetsANumber() throws Exception {
    write("model.json", "model.json");

    try (EngineModel model = load()) {
      assertThat(model.inputs())
          .containsExactly(new TensorSpec("input", Datatype.FP32, List.of(-1L, 2L)));
      assertThat(model.outputs())
          .containsExactly(new TensorSpec("output", Datatype.FP32, List.of(-1L)));
      Tensor output = run(model, 0, 0, 1, 20, Float.NaN, 20);

      assertThat(output.shape()).containsExactly(3L);
      assertThat(values(output)).containsExactly(1.75f, 3f, 2f);
      assertThat(run(model).shape()).containsExactly(0L);
    }
  }

  @Test
  void eachRowGetsANumberForEachClass() throws Exception {
    write("classes.json", "classes.json");

    try (EngineModel model = load()) {
      assertThat(model.outputs())
          .containsExactly(new TensorSpec("output", Datatype.FP32, List.of(-1L, 3L)));
      Tensor output = run(model, 0, 0, 1, 20);

      assertThat(output.shape()).containsExactly(2L, 3L);
      assertThat(values(output).get(0)).isCloseTo((float) (Math.E / (Math.E + 2)), within(1e-6f));
      assertThat(values(output).get(5))
          .isCloseTo((float) (Math.exp(2) / (1 + Math.E + Math.exp(2))), within(1e-6f));
    }
  }

  @Test
  void theBinaryFormatIsTheSame() throws Exception {
    Path json = write("model.json", "model.json");
    XGBoost.loadModel(json.toString()).saveModel(folder.resolve("it.ubj").toString());
    Files.delete(json);

    try (EngineModel model = load()) {
      assertThat(model.inputs())
          .containsExactly(new TensorSpec("input", Datatype.FP32, List.of(-1L, 2L)));
      assertThat(values(run(model, 1, 20))).containsExactly(3f);
    }
  }

  @Test
  void threadsDoNotMixTheirAnswers() throws Exception {
    write("model.json", "model.json");

    try (EngineModel model = load();
        var threads = Executors.newFixedThreadPool(2)) {
      List<Future<Boolean>> answers =
          List.of(
              threads.submit(() -> always(model, 1.75f, 0, 0)),
              threads.submit(() -> always(model, 3f, 1, 20)));
      for (Future<Boolean> answer : answers) {
        assertThat(answer.get()).isTrue();
      }
    }
  }

  private static boolean always(EngineModel model, float answer, float... row) throws RunException {
    for (int i = 0; i < 2_000; i++) {
      if (!values(run(model, row)).equals(List.of(answer))) {
        return false;
      }
    }
    return true;
  }

  @Test
  void whatIsCancelledDoesNotBegin() throws Exception {
    write("model.json", "model.json");
    var cancellation = new Cancellation();
    cancellation.cancel();

    try (EngineModel model = load()) {
      assertThatThrownBy(() -> model.run(List.of(rows(0, 0)), Set.of("output"), cancellation))
          .hasMessage("stopped before it began");
    }
  }

  @Test
  void anotherInputThanItsOwnIsRefused() throws Exception {
    write("model.json", "model.json");
    var data = ByteBuffer.allocateDirect(8);
    var other = new Tensor.Fixed("x", Datatype.FP32, List.of(1L, 2L), data);

    try (EngineModel model = load()) {
      assertThatThrownBy(() -> model.run(List.of(other), Set.of("output"), new Cancellation()))
          .isInstanceOf(RunException.class)
          .hasMessage("the input 'input' is missing");
    }
  }

  @Test
  void otherJsonIsNoModel() throws Exception {
    Files.writeString(folder.resolve("config.json"), "{\"learner\":\"none\"}");
    assertThat(engine.find(folder)).isEmpty();

    Path model = write("model.json", "trees.json");
    assertThat(engine.find(folder)).contains(model);
  }

  @Test
  void picklesAreRefusedWithTheCure() throws Exception {
    Files.write(folder.resolve("model.pkl"), new byte[] {(byte) 0x80, 4, ')', '.'});

    assertThatThrownBy(this::load)
        .isInstanceOf(LoadException.class)
        .hasMessageStartingWith("model.pkl is a pickle")
        .hasMessageContaining("save_model");
  }

  @Test
  void aPickleByAnotherNameIsRefusedToo() throws Exception {
    Files.write(folder.resolve("model.ubj"), new byte[] {(byte) 0x80, 4, ')', '.'});

    assertThatThrownBy(this::load).hasMessageStartingWith("model.ubj is a pickle");
  }

  @Test
  void aFileThatIsCutShortIsToldInOneLineWithoutPaths() throws Exception {
    Path file = write("model.json", "model.json");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));

    assertThatThrownBy(this::load)
        .isInstanceOfSatisfying(
            LoadException.class, e -> assertThat(e.reason()).isEqualTo(Reason.ModelInvalid))
        .message()
        .hasLineCount(1)
        .startsWith("model.json is not a whole XGBoost model: ")
        .doesNotContain(folder.toString());
  }

  @Test
  void whatXgboostRefusesIsToldInOneLineWithoutPaths() throws Exception {
    changed("reg:squarederror", "reg:none");

    assertThatThrownBy(this::load)
        .isInstanceOfSatisfying(
            LoadException.class, e -> assertThat(e.reason()).isEqualTo(Reason.ModelInvalid))
        .message()
        .hasLineCount(1)
        .startsWith("model.json cannot be loaded as XGBoost: ")
        .doesNotContain(folder.toString(), ".cc:");
  }

  @Test
  void treesOfADartHaveWeights() throws Exception {
    changed("\"gradient_booster\":{\"model\":{", "\"gradient_booster\":{\"gbtree\":{\"model\":{");
    changed(
        "\"name\":\"gbtree\"}",
        "\"name\":\"gbtree\"},\"name\":\"dart\",\"weight_drop\":[1E0,5E-1]}");

    try (EngineModel model = load()) {
      assertThat(values(run(model, 0, 0, 1, 20))).containsExactly(1.625f, 2.75f);
    }
  }

  /** Changes the model.json that is there, or the one of the resources. */
  private void changed(String before, String after) throws IOException {
    Path file = folder.resolve("model.json");
    String json = Files.exists(file) ? Files.readString(file) : ModelFiles.json("model.json");
    assertThat(json).contains(before);
    Files.writeString(file, json.replace(before, after));
  }
}
