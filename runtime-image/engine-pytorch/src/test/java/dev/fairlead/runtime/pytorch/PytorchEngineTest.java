package dev.fairlead.runtime.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.runtime.engine.Cancellation;
import dev.fairlead.runtime.engine.Device;
import dev.fairlead.runtime.engine.Engine;
import dev.fairlead.runtime.engine.EngineModel;
import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.engine.LoadOptions;
import dev.fairlead.runtime.engine.RunException;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.Tensor;
import dev.fairlead.runtime.tensor.TensorSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scripts whose answers can be computed by hand. */
class PytorchEngineTest {
  private final Engine engine = new PytorchEngine();

  @TempDir Path folder;

  private EngineModel load() throws LoadException {
    return engine.load(engine.find(folder).orElseThrow(), new LoadOptions(Device.CPU, 1, false));
  }

  private void doubles() throws IOException {
    Files.write(
        folder.resolve("model.pt"), TorchFiles.script("x: Tensor", "Tensor", "torch.mul(x, 2)"));
  }

  private static Tensor floats(String name, List<Long> shape, float... values) {
    ByteBuffer data =
        ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
    data.asFloatBuffer().put(values);
    return new Tensor.Fixed(name, Datatype.FP32, shape, data);
  }

  private static List<Float> values(Tensor tensor) {
    var floats = ((Tensor.Fixed) tensor).data().order(ByteOrder.nativeOrder()).asFloatBuffer();
    var values = new ArrayList<Float>();
    while (floats.hasRemaining()) {
      values.add(floats.get());
    }
    return values;
  }

  private static List<Tensor> run(EngineModel model, Tensor... inputs) throws RunException {
    Set<String> all = Set.copyOf(model.outputs().stream().map(TensorSpec::name).toList());
    return model.run(List.of(inputs), all, new Cancellation());
  }

  @Test
  void itIsFoundAsAService() {
    assertThat(ServiceLoader.load(Engine.class)).singleElement().isInstanceOf(PytorchEngine.class);
  }

  @Test
  void rowsGetTheirAnswers() throws Exception {
    doubles();
    TorchFiles.describe(folder, "x FP32 [-1,2]", "y FP32 [-1,2]");

    try (EngineModel model = load()) {
      assertThat(model.engine()).startsWith("pytorch 2.");
      assertThat(model.inputs())
          .containsExactly(new TensorSpec("x", Datatype.FP32, List.of(-1L, 2L)));
      List<Tensor> outputs = run(model, floats("x", List.of(3L, 2L), 1, 2, 3, 4, 5, -0.5f));

      assertThat(outputs.getFirst().name()).isEqualTo("y");
      assertThat(outputs.getFirst().shape()).containsExactly(3L, 2L);
      assertThat(values(outputs.getFirst())).containsExactly(2f, 4f, 6f, 8f, 10f, -1f);
      assertThat(run(model, floats("x", List.of(0L, 2L))).getFirst().shape())
          .containsExactly(0L, 2L);
    }
  }

  @Test
  void inputsAndOutputsHaveTheirPlacesWhateverTheOrderOfTheMetadata() throws Exception {
    Files.write(
        folder.resolve("net.torchscript"),
        TorchFiles.script(
            "x: Tensor, y: Tensor, scale: Optional[Tensor]=None",
            "Tuple[Tensor, Tensor]",
            "(torch.sub(x, y), torch.mul(x, y))"));
    TorchFiles.describe(folder, "y FP32 [-1];x FP32 [-1]", "minus FP32 [-1]", "times FP32 [-1]");

    try (EngineModel model = load()) {
      List<Tensor> outputs =
          run(model, floats("y", List.of(2L), 1, 2), floats("x", List.of(2L), 5, 7));

      assertThat(values(outputs.get(0))).containsExactly(4f, 5f);
      assertThat(values(outputs.get(1))).containsExactly(5f, 14f);
      assertThat(
              model.run(
                  List.of(floats("x", List.of(1L), 3), floats("y", List.of(1L), 2)),
                  Set.of("times"),
                  new Cancellation()))
          .singleElement()
          .satisfies(output -> assertThat(values(output)).containsExactly(6f));
    }
  }

  @Test
  void outputsOfADictionaryAreFoundByTheirNames() throws Exception {
    Files.write(
        folder.resolve("model.pt"),
        TorchFiles.script(
            "x: Tensor",
            "Dict[str, Tensor]",
            "{\"twice\": torch.mul(x, 2), \"thrice\": torch.mul(x, 3)}"));
    TorchFiles.describe(folder, "x FP32 [-1]", "thrice FP32 [-1]", "twice FP32 [-1]");

    try (EngineModel model = load()) {
      List<Tensor> outputs = run(model, floats("x", List.of(1L), 5));

      assertThat(values(outputs.get(0))).containsExactly(15f);
      assertThat(values(outputs.get(1))).containsExactly(10f);
    }
  }

  @Test
  void aScriptThatWritesIntoItsInputLeavesTheCallersAlone() throws Exception {
    Files.write(
        folder.resolve("model.pt"), TorchFiles.script("x: Tensor", "Tensor", "torch.mul_(x, 2)"));
    TorchFiles.describe(folder, "x FP32 [-1]", "y FP32 [-1]");
    Tensor input = floats("x", List.of(1L), 5);

    try (EngineModel model = load()) {
      assertThat(values(run(model, input).getFirst())).containsExactly(10f);
      assertThat(values(input)).containsExactly(5f);
    }
  }

  @Test
  void threadsDoNotMixTheirAnswers() throws Exception {
    doubles();
    TorchFiles.describe(folder, "x FP32 [-1,2]", "y FP32 [-1,2]");

    try (EngineModel model = load();
        var threads = Executors.newFixedThreadPool(2)) {
      var answers = new ArrayList<Future<Boolean>>();
      for (int thread = 0; thread < 2; thread++) {
        float value = thread + 1f;
        answers.add(threads.submit(() -> alwaysDoubles(model, value)));
      }
      for (Future<Boolean> answer : answers) {
        assertThat(answer.get()).isTrue();
      }
    }
  }

  private static boolean alwaysDoubles(EngineModel model, float value) throws RunException {
    for (int i = 0; i < 500; i++) {
      List<Tensor> outputs = run(model, floats("x", List.of(1L, 2L), value, -value));
      if (!values(outputs.getFirst()).equals(Arrays.asList(2 * value, -2 * value))) {
        return false;
      }
    }
    return true;
  }

  @Test
  void aFailureIsToldInOneLineAndTheNextRunIsRight() throws Exception {
    Files.write(
        folder.resolve("model.pt"),
        TorchFiles.script("x: Tensor, y: Tensor", "Tensor", "torch.add(x, y)"));
    TorchFiles.describe(folder, "x FP32 [-1];y FP32 [-1]", "z FP32 [-1]");

    try (EngineModel model = load()) {
      assertThatThrownBy(
              () -> run(model, floats("x", List.of(2L), 1, 2), floats("y", List.of(3L), 1, 2, 3)))
          .isInstanceOf(RunException.class)
          .message()
          .hasLineCount(1)
          .contains("size");
      assertThat(
              values(
                  run(model, floats("x", List.of(1L), 1), floats("y", List.of(1L), 2)).getFirst()))
          .containsExactly(3f);
    }
  }

  @Test
  void anAnswerThatIsNotWhatWasPromisedIsAnError() throws Exception {
    doubles();
    TorchFiles.describe(folder, "x FP32 [-1]", "y INT64 [-1]");

    try (EngineModel model = load()) {
      assertThatThrownBy(() -> run(model, floats("x", List.of(1L), 1)))
          .hasMessage("the model gives no 'y' of INT64, which metadata.json promises");
    }
  }

  @Test
  void whatIsCancelledDoesNotBegin() throws Exception {
    doubles();
    TorchFiles.describe(folder, "x FP32 [-1]", "y FP32 [-1]");
    var cancellation = new Cancellation();
    cancellation.cancel();

    try (EngineModel model = load()) {
      assertThatThrownBy(
              () -> model.run(List.of(floats("x", List.of(1L), 1)), Set.of("y"), cancellation))
          .hasMessage("stopped before it began");
    }
  }

  @Test
  void amongOthersTheOneThatIsAScriptIsLoaded() throws Exception {
    Files.write(folder.resolve("a.pt"), TorchFiles.pickle());
    Files.write(
        folder.resolve("b.pth"), TorchFiles.script("x: Tensor", "Tensor", "torch.mul(x, 2)"));

    assertThat(engine.find(folder)).contains(folder.resolve("b.pth"));
  }

  @Test
  void aFolderWithoutSuchAFileHasNone() throws Exception {
    Files.writeString(folder.resolve("model.onnx"), "x");

    assertThat(engine.find(folder)).isEmpty();
  }

  @Test
  void picklesAreRefusedWithTheCure() throws Exception {
    for (byte[] pickle : List.of(TorchFiles.pickle(), TorchFiles.oldPickle())) {
      Files.write(folder.resolve("model.pt"), pickle);

      assertThatThrownBy(this::load)
          .isInstanceOf(LoadException.class)
          .hasMessageContaining("model.pt is a pickle")
          .hasMessageContaining("torch.jit.save");
    }
  }

  @Test
  void aFileThatIsCutShortIsTold() throws Exception {
    doubles();
    Path file = folder.resolve("model.pt");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));

    assertThatThrownBy(this::load)
        .isInstanceOf(LoadException.class)
        .hasMessageContaining("model.pt is cut short");
  }

  @Test
  void aScriptThatDoesNotCompileIsToldInOneLineWithoutPaths() throws Exception {
    Files.write(
        folder.resolve("model.pt"),
        TorchFiles.script("x: Tensor", "Tensor", "torch.no_such_function(x)"));
    TorchFiles.describe(folder, "x FP32 [-1]", "y FP32 [-1]");

    assertThatThrownBy(this::load)
        .isInstanceOf(LoadException.class)
        .hasMessageStartingWith("model.pt cannot be loaded as TorchScript: ")
        .message()
        .hasLineCount(1)
        .doesNotContain(folder.toString());
  }

  @Test
  void withoutMetadataAnExampleIsGiven() throws Exception {
    doubles();

    assertThatThrownBy(this::load)
        .isInstanceOf(LoadException.class)
        .hasMessageContaining("metadata.json is not there")
        .hasMessageContaining("model.pt")
        .hasMessageContaining("{\"name\":\"x\",\"datatype\":\"FP32\"");
  }

  /** Each row: what metadata.json holds, what the message says. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {                                                                            | is not JSON
          {}                                                                           | has no list of inputs
          {"inputs":[{"datatype":"FP32","shape":[1]}]}                                 | has an element of inputs without a name
          {"inputs":[{"name":"x","datatype":"FLOAT","shape":[1]}]}                     | gives 'x' the datatype 'FLOAT'
          {"inputs":[{"name":"x","datatype":"BYTES","shape":[1]}]}                     | it must be one of BOOL, UINT8
          {"inputs":[{"name":"x","datatype":"FP32"}]}                                  | gives 'x' no shape
          {"inputs":[{"name":"x","datatype":"FP32","shape":[-2]}]}                     | gives 'x' no shape
          {"inputs":[{"name":"x","datatype":"FP32","shape":["1"]}]}                    | gives 'x' no shape
          {"inputs":[{"name":"z","datatype":"FP32","shape":[1]}]}                      | names the input 'z': forward takes x
          {"inputs":[{"name":"x","datatype":"FP32","shape":[1]},{"name":"x","datatype":"FP32","shape":[1]}]} | names 'x' twice
          {"inputs":[{"name":"x","datatype":"FP32","shape":[1]}]}                      | has no list of outputs
          """)
  void wrongMetadataIsToldWhatIsWrong(String json, String message) throws Exception {
    doubles();
    Files.write(folder.resolve("metadata.json"), json.getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(this::load)
        .isInstanceOf(LoadException.class)
        .hasMessageStartingWith("metadata.json ")
        .hasMessageContaining(message);
  }

  @Test
  void anArgumentThatIsMissingIsNamed() throws Exception {
    Files.write(
        folder.resolve("model.pt"),
        TorchFiles.script("x: Tensor, y: Tensor", "Tensor", "torch.add(x, y)"));
    TorchFiles.describe(folder, "x FP32 [-1]", "z FP32 [-1]");

    assertThatThrownBy(this::load)
        .hasMessage("metadata.json lacks the input 'y', which forward takes");
  }

  @Test
  void anArgumentThatIsNoTensorCannotBeServed() throws Exception {
    Files.write(
        folder.resolve("model.pt"), TorchFiles.script("x: List[Tensor]", "Tensor", "torch.cat(x)"));
    TorchFiles.describe(folder, "x FP32 [-1]", "z FP32 [-1]");

    assertThatThrownBy(this::load).hasMessageContaining("forward takes 'x' as List[Tensor]");
  }
}
