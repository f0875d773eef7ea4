package dev.fairlead.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.runtime.config.Batching;
import dev.fairlead.runtime.engine.Cancellation;
import dev.fairlead.runtime.engine.Device;
import dev.fairlead.runtime.engine.EngineModel;
import dev.fairlead.runtime.engine.LoadOptions;
import dev.fairlead.runtime.engine.RunException;
import dev.fairlead.runtime.pipeline.Answer;
import dev.fairlead.runtime.pipeline.EmbeddingTask;
import dev.fairlead.runtime.pipeline.Request;
import dev.fairlead.runtime.tensor.Tensor;
import dev.fairlead.runtime.tensor.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Whether texts may share runs, by what company does to them and by the device. */
class CompanyTest {
  private static final Batching AUTO = new Batching(Batching.Mode.Auto, 4_096, 128);

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "CPU, 1, true",
    "CPU, 1.00001, false",
    "GPU, 1, true",
    "GPU, 1.00001, true",
    "GPU, 1.01, false",
  })
  void aGpuMayRoundAnotherWay(Device device, float factor, boolean mayShareRuns) throws Exception {
    try (var model = new Elsewhere(words(), device, factor);
        var task = EmbeddingTask.load(model, folder, AUTO)) {
      assertThat(task.maxBatchWeight()).isEqualTo(mayShareRuns ? AUTO.maxTokens() : 0);
    }
  }

  @ParameterizedTest
  @EnumSource(Device.class)
  void scalesThatComeFromTheWholeRunAreNoRounding(Device device) throws Exception {
    Path files = MiniLm.unpack(folder.resolve("int8"), MiniLm.INT8);
    try (var model = new Elsewhere(load(files), device, 1);
        var task = EmbeddingTask.load(model, files, AUTO)) {
      assertThat(task.maxBatchWeight()).isZero();
    }
  }

  @Test
  void textsThatAreReadBesideEachOtherKeepTheirOrder() throws Exception {
    EngineModel words = words();
    List<Request.Text> texts = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      texts.add(new Request.Text.Characters("w" + i % 10 + " w1".repeat(i % 7)));
    }
    Collections.shuffle(texts, new Random(1));
    var request = new Request.Texts(texts);
    try (var onGpu = new Elsewhere(words, Device.GPU, 1)) {
      assertThat(embed(onGpu, request))
          .isDeepEqualTo(embed(words, request))
          .hasDimensions(1_000, 10);
    }
  }

  private float[][] embed(EngineModel model, Request request) throws Exception {
    try (var task = EmbeddingTask.load(model, folder, AUTO)) {
      Answer answer = task.run(List.of(request), new Cancellation()).getFirst();
      return ((Answer.Embeddings) answer).vectors().toArray(float[][]::new);
    }
  }

  /** A model that gives each word a vector of its own, so that only its neighbours could. */
  private EngineModel words() throws Exception {
    var rows = new float[12][10];
    for (int word = 2; word < rows.length; word++) {
      rows[word][word - 2] = 1;
    }
    List<String> words = IntStream.range(0, 10).mapToObj(i -> "w" + i).toList();
    TextFiles.write(folder, words, OnnxFiles.table(rows, false), "{}");
    return load(folder);
  }

  private static EngineModel load(Path files) throws Exception {
    return new OnnxEngine()
        .load(files.resolve("model.onnx"), new LoadOptions(Device.CPU, 1, false));
  }

  /**
   * A model of which it is said that it runs on that device.
   *
   * @param factor by which numbers grow in company
   */
  private record Elsewhere(EngineModel model, Device device, float factor) implements EngineModel {
    @Override
    public String engine() {
      return model.engine();
    }

    @Override
    public List<TensorSpec> inputs() {
      return model.inputs();
    }

    @Override
    public List<TensorSpec> outputs() {
      return model.outputs();
    }

    @Override
    public List<Tensor> run(List<Tensor> inputs, Set<String> outputs, Cancellation cancellation)
        throws RunException {
      List<Tensor> results = model.run(inputs, outputs, cancellation);
      return inputs.getFirst().shape().getFirst() == 1
          ? results
          : results.stream().map(this::grown).toList();
    }

    private Tensor grown(Tensor tensor) {
      ByteBuffer data = ((Tensor.Fixed) tensor).data();
      ByteBuffer grown = ByteBuffer.allocate(data.remaining()).order(ByteOrder.nativeOrder());
      for (int at = 0; at < data.limit(); at += Float.BYTES) {
        grown.putFloat(data.getFloat(at) * factor);
      }
      return new Tensor.Fixed(tensor.name(), tensor.datatype(), tensor.shape(), grown.flip());
    }

    @Override
    public void close() {
      model.close();
    }
  }
}
