package dev.fairlead.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.runtime.engine.Cancellation;
import dev.fairlead.runtime.engine.Device;
import dev.fairlead.runtime.engine.EngineModel;
import dev.fairlead.runtime.engine.LoadOptions;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The words of a text model stay in its file, and mean the same. */
class MappedTablesTest {
  private static final List<Long> WORDS = List.of(30_522L, 384L);
  private static final long[] IDS = {101, 7_592, 2_088, 30_521, 102};

  @TempDir Path folder;

  @Test
  void aTextModelHasOneTableOfItsWords() throws Exception {
    Path model = MiniLm.unpack(folder.resolve("model"), MiniLm.FP32).resolve("model.onnx");

    List<Tables.Table> tables = Tables.in(model);

    assertThat(tables).extracting(Tables.Table::shape).containsExactly(WORDS);
    assertThat(tables).extracting(Tables.Table::datatype).containsExactly(Datatype.FP32);
  }

  @Test
  void answersAreTheSameToTheLastBit() throws Exception {
    Path model = MiniLm.unpack(folder.resolve("model"), MiniLm.FP32).resolve("model.onnx");

    ByteBuffer copied = answer(model, false);
    ByteBuffer mapped = answer(model, true);

    assertThat(mapped).isEqualTo(copied);
  }

  @Test
  void onlyOwnFilesAreMapped() throws Exception {
    Path model = MiniLm.unpack(folder.resolve("model"), MiniLm.FP32).resolve("model.onnx");
    var engine = new OnnxEngine();

    try (EngineModel copied = engine.load(model, new LoadOptions(Device.CPU, 1, false))) {
      assertThat(isMapped(model)).isFalse();
      try (EngineModel mapped = engine.load(model, new LoadOptions(Device.CPU, 1, true))) {
        assertThat(isMapped(model)).isTrue();
        assertThat(mapped.inputs()).isEqualTo(copied.inputs());
      }
    }
  }

  private static boolean isMapped(Path model) throws Exception {
    String file = model.toRealPath().toString();
    return Files.readAllLines(Path.of("/proc/self/maps")).stream().anyMatch(m -> m.endsWith(file));
  }

  private static ByteBuffer answer(Path file, boolean ownFiles) throws Exception {
    try (EngineModel model =
        new OnnxEngine().load(file, new LoadOptions(Device.CPU, 1, ownFiles))) {
      String output = model.outputs().getFirst().name();
      List<Tensor> inputs =
          model.inputs().stream().<Tensor>map(input -> input(input.name())).toList();
      Tensor answer = model.run(inputs, Set.of(output), new Cancellation()).getFirst();
      return ((Tensor.Fixed) answer).data();
    }
  }

  private static Tensor input(String name) {
    var data = ByteBuffer.allocateDirect(IDS.length * Long.BYTES).order(ByteOrder.nativeOrder());
    for (long id : IDS) {
      data.putLong(name.equals("input_ids") ? id : name.equals("attention_mask") ? 1 : 0);
    }
    return new Tensor.Fixed(name, Datatype.INT64, List.of(1L, (long) IDS.length), data.flip());
  }
}
