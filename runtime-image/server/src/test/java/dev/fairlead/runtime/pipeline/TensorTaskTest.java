package dev.fairlead.runtime.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.runtime.config.Batching;
import dev.fairlead.runtime.engine.Cancellation;
import dev.fairlead.runtime.engine.Device;
import dev.fairlead.runtime.engine.EngineModel;
import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.engine.RunException;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.Tensor;
import dev.fairlead.runtime.tensor.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** With models that are functions of their input: an engine is not needed for that. */
class TensorTaskTest {
  private static final int MAX_ROWS = 5;
  private static final List<TensorSpec> ROWS_OF_TWO =
      List.of(new TensorSpec("x", Datatype.FP32, List.of(-1L, 2L)));
  private static final List<TensorSpec> ONE_ROW =
      List.of(new TensorSpec("x", Datatype.FP32, List.of(1L, 2L)));

  @Test
  void rowsShareARunAndEachRequestGetsItsOwn() throws Exception {
    var model = new Model(ROWS_OF_TWO, (x, rows) -> x);
    TensorTask task = load(model, Batching.Mode.Auto);
    Request one = request(1f, 2f);
    Request two = request(3f, 4f, 5f, 6f);

    assertThat(task.maxBatchWeight()).isPositive();
    assertThat(task.weight(two)).isEqualTo(2);
    assertThat(task.kind(one)).isEqualTo(task.kind(two));
    int before = model.runs;
    assertThat(task.run(List.of(one, two), new Cancellation()))
        .containsExactly(answer(1f, 2f), answer(3f, 4f, 5f, 6f));
    assertThat(model.runs).isEqualTo(before + 1);
  }

  @Test
  void otherOutputsAreAnotherRun() throws LoadException {
    TensorTask task = load(new Model(ROWS_OF_TWO, (x, rows) -> x), Batching.Mode.Auto);
    var other = new Request.Tensors(List.of(tensor(1f, 2f)), Set.of());

    assertThat(task.kind(other)).isNotEqualTo(task.kind(request(1f, 2f)));
  }

  @Test
  void noRowsAreAloneInTheirRun() throws LoadException {
    TensorTask task = load(new Model(ROWS_OF_TWO, (x, rows) -> x), Batching.Mode.Auto);

    assertThat(task.kind(request())).isNotEqualTo(task.kind(request()));
    assertThat(task.weight(request())).isEqualTo(1);
  }

  @Test
  void rowsThatFeelTheirNeighboursNeverShareARun() throws LoadException {
    TensorTask task =
        load(new Model(ROWS_OF_TWO, TensorTaskTest::feelsItsNeighbours), Batching.Mode.Auto);

    assertThat(task.maxBatchWeight()).isZero();
    assertThat(task.kind(request(1f, 2f))).isNotEqualTo(task.kind(request(1f, 2f)));
  }

  @Test
  void onAGpuRoundingIsNoNeighbour() throws LoadException {
    var model = new Model(ROWS_OF_TWO, TensorTaskTest::feelsItsNeighbours);
    model.device = Device.GPU;

    assertThat(load(model, Batching.Mode.Auto).maxBatchWeight()).isEqualTo(MAX_ROWS);
  }

  @Test
  void onAGpuRowsThatFeelTheirNeighboursNeverShareARun() throws LoadException {
    var model = new Model(ROWS_OF_TWO, (x, rows) -> rows == 1 ? x : x * 1.01f);
    model.device = Device.GPU;

    assertThat(load(model, Batching.Mode.Auto).maxBatchWeight()).isZero();
  }

  @Test
  void whoAllowsItGetsSharedRunsAllTheSame() throws Exception {
    TensorTask task =
        load(new Model(ROWS_OF_TWO, TensorTaskTest::feelsItsNeighbours), Batching.Mode.Always);

    assertThat(task.maxBatchWeight()).isEqualTo(MAX_ROWS);
    assertThat(task.kind(request(1f, 2f))).isEqualTo(task.kind(request(1f, 2f)));
    assertThat(task.run(List.of(request(1f, 2f), request(3f, 4f)), new Cancellation()))
        .containsExactly(
            answer(Math.nextUp(1f), Math.nextUp(2f)), answer(Math.nextUp(3f), Math.nextUp(4f)));
  }

  @Test
  void whoForbidsItGetsNone() throws LoadException {
    TensorTask task = load(new Model(ROWS_OF_TWO, (x, rows) -> x), Batching.Mode.Never);

    assertThat(task.maxBatchWeight()).isZero();
  }

  @Test
  void whatCannotBeAllowedIsToldAtLoad() {
    assertThatThrownBy(() -> load(new Model(ONE_ROW, (x, rows) -> x), Batching.Mode.Always))
        .isInstanceOf(LoadException.class)
        .hasMessageContaining("batching is Always")
        .hasMessageContaining("set it to Auto or Never");
  }

  @Test
  void aModelOfOneRowNeverSharesARun() throws Exception {
    TensorTask task = load(new Model(ONE_ROW, (x, rows) -> x), Batching.Mode.Auto);

    assertThat(task.maxBatchWeight()).isZero();
    assertThat(task.run(List.of(request(1f, 2f)), new Cancellation()))
        .containsExactly(answer(1f, 2f));
  }

  @Test
  void aModelThatDoesNotTakeWhatIsMadeUpIsServedAllTheSame() throws Exception {
    var model = new Model(ROWS_OF_TWO, (x, rows) -> x);
    model.failure = "not with these values";

    TensorTask task = load(model, Batching.Mode.Auto);

    assertThat(task.maxBatchWeight()).isZero();
    model.failure = "";
    assertThat(task.run(List.of(request(1f, 2f)), new Cancellation()))
        .containsExactly(answer(1f, 2f));
  }

  @Test
  void rowsThatGetLostFailTheRunAndNotTheClient() throws LoadException {
    var model = new Model(ROWS_OF_TWO, (x, rows) -> x);
    TensorTask task = load(model, Batching.Mode.Auto);
    model.lost = 1;

    assertThatThrownBy(
            () -> task.run(List.of(request(1f, 2f), request(3f, 4f)), new Cancellation()))
        .isInstanceOf(RunException.class);
  }

  private static TensorTask load(Model model, Batching.Mode mode) throws LoadException {
    return TensorTask.load(model, new Batching(mode, 1, MAX_ROWS));
  }

  private static float feelsItsNeighbours(float input, int rows) {
    return rows == 1 ? input : Math.nextUp(input);
  }

  private static Request request(float... values) {
    return new Request.Tensors(List.of(tensor(values)), Set.of("x"));
  }

  private static Answer answer(float... values) {
    return new Answer.Tensors(List.of(tensor(values)));
  }

  private static Tensor tensor(float... values) {
    ByteBuffer data =
        ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
    data.asFloatBuffer().put(values);
    return new Tensor.Fixed("x", Datatype.FP32, List.of(values.length / 2L, 2L), data);
  }

  private interface Element {
    float of(float input, int rows);
  }

  private static final class Model implements EngineModel {
    private final List<TensorSpec> specs;
    private final Element element;
    private int runs;
    private int lost;
    private String failure = "";
    private Device device = Device.CPU;

    Model(List<TensorSpec> specs, Element element) {
      this.specs = specs;
      this.element = element;
    }

    @Override
    public String engine() {
      return "test";
    }

    @Override
    public Device device() {
      return device;
    }

    @Override
    public List<TensorSpec> inputs() {
      return specs;
    }

    @Override
    public List<TensorSpec> outputs() {
      return specs;
    }

    @Override
    public List<Tensor> run(List<Tensor> inputs, Set<String> outputs, Cancellation cancellation)
        throws RunException {
      if (!failure.isEmpty()) {
        throw new RunException(failure);
      }
      runs++;
      Tensor.Fixed input = (Tensor.Fixed) inputs.getFirst();
      int rows = Rows.of(input);
      FloatBuffer values = input.data().duplicate().order(ByteOrder.nativeOrder()).asFloatBuffer();
      float[] result = new float[(rows - lost) * 2];
      for (int i = 0; i < result.length; i++) {
        result[i] = element.of(values.get(i), rows);
      }
      return List.of(tensor(result));
    }

    @Override
    public void close() {
      // holds nothing
    }
  }
}
