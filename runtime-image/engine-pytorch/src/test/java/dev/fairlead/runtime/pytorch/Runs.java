package dev.fairlead.runtime.pytorch;

import dev.fairlead.runtime.engine.Cancellation;
import dev.fairlead.runtime.engine.Device;
import dev.fairlead.runtime.engine.EngineModel;
import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.engine.LoadOptions;
import dev.fairlead.runtime.engine.RunException;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.Tensor;
import dev.fairlead.runtime.testsupport.Growth;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Runs a script many times, and says what memory that took. It gives two outputs in a dictionary;
 * every second run fails, in LibTorch or before it.
 */
final class Runs {
  /** 4 KiB, so that one tensor that is left in some of the runs shows. */
  private static final int NUMBERS = 1_024;

  private Runs() {}

  public static void main(String[] arguments) throws Exception {
    try (EngineModel model = load(Path.of(arguments[0]))) {
      Growth.measure(Integer.parseInt(arguments[1]), number -> run(model, number));
    }
  }

  /** Writes the model into a folder. */
  static void write(Path folder) throws IOException {
    Files.write(
        folder.resolve("model.pt"),
        TorchFiles.script(
            "x: Tensor, y: Tensor",
            "Dict[str, Tensor]",
            "{\"sum\": torch.add(x, y), \"product\": torch.mul(x, y)}"));
    TorchFiles.describe(folder, "x FP32 [-1];y FP32 [-1]", "sum FP32 [-1]", "product FP32 [-1]");
  }

  static TorchModel load(Path folder) throws LoadException {
    var engine = new PytorchEngine();
    return (TorchModel)
        engine.load(engine.find(folder).orElseThrow(), new LoadOptions(Device.CPU, 1, false));
  }

  /** Once; what it is depends on the number. */
  static void run(EngineModel model, int number) {
    Tensor x = floats("x", NUMBERS);
    List<Tensor> inputs =
        switch (number % 4) {
          case 0 -> List.of(x, floats("y", NUMBERS - 1));
          case 1 -> List.of(x);
          default -> List.of(x, floats("y", NUMBERS));
        };
    Set<String> outputs = number % 4 == 2 ? Set.of("sum") : Set.of("sum", "product");
    boolean failed = false;
    try {
      model.run(inputs, outputs, new Cancellation());
    } catch (RunException e) {
      failed = true;
    }
    if (failed != number % 4 < 2) {
      throw new AssertionError("run " + number + (failed ? " failed" : " did not fail"));
    }
  }

  private static Tensor floats(String name, int length) {
    ByteBuffer data =
        ByteBuffer.allocateDirect(length * Float.BYTES).order(ByteOrder.nativeOrder());
    return new Tensor.Fixed(name, Datatype.FP32, List.of((long) length), data);
  }
}
