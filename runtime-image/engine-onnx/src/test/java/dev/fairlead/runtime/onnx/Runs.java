package dev.fairlead.runtime.onnx;

import dev.fairlead.runtime.engine.Cancellation;
import dev.fairlead.runtime.engine.Device;
import dev.fairlead.runtime.engine.EngineModel;
import dev.fairlead.runtime.engine.LoadOptions;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.Tensor;
import dev.fairlead.runtime.testsupport.Growth;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Runs a model of {@code identities(FLOAT, 8)} many times, and says what memory that took. */
final class Runs {
  private Runs() {}

  public static void main(String[] arguments) throws Exception {
    try (EngineModel model =
        new OnnxEngine().load(Path.of(arguments[0]), new LoadOptions(Device.CPU, 1, false))) {
      Growth.measure(Integer.parseInt(arguments[1]), number -> run(model));
    }
  }

  private static void run(EngineModel model) throws Exception {
    ByteBuffer numbers = ByteBuffer.allocateDirect(2 * Float.BYTES).order(ByteOrder.nativeOrder());
    byte[] text = "some text".getBytes(StandardCharsets.UTF_8);
    List<Long> shape = List.of(1L, 2L);
    model.run(
        List.of(
            new Tensor.Fixed("x1", Datatype.FP32, shape, numbers),
            new Tensor.Bytes("x8", shape, List.of(text, text))),
        Set.of("y1", "y8"),
        new Cancellation());
  }
}
