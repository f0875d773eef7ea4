package dev.fairlead.runtime.onnx;

import dev.fairlead.runtime.engine.Cancellation;
import dev.fairlead.runtime.engine.Device;
import dev.fairlead.runtime.engine.EngineModel;
import dev.fairlead.runtime.engine.LoadOptions;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Runs a model of {@code identities(FLOAT, 8)} many times. Prints the most memory, in KiB, that the
 * process had in the third and in the last quarter of the runs.
 */
final class Runs {
  private static final int OFTEN = 1_000;

  private Runs() {}

  public static void main(String[] arguments) throws Exception {
    int runs = Integer.parseInt(arguments[1]);
    long[] most = new long[4];
    try (EngineModel model =
        new OnnxEngine().load(Path.of(arguments[0]), new LoadOptions(Device.CPU, 1, false))) {
      for (int i = 0; i < runs; i++) {
        run(model);
        if (i % OFTEN == 0) {
          int quarter = (int) (4L * i / runs);
          most[quarter] = Math.max(most[quarter], OwnJvm.residentKib("self"));
        }
      }
    }
    System.out.println(most[2] + " " + most[3]);
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
