package dev.fairlead.runtime.xgboost;

import dev.fairlead.runtime.engine.Cancellation;
import dev.fairlead.runtime.engine.Device;
import dev.fairlead.runtime.engine.EngineModel;
import dev.fairlead.runtime.engine.LoadOptions;
import dev.fairlead.runtime.engine.RunException;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.Tensor;
import dev.fairlead.runtime.testsupport.Growth;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Runs a model of two features many times, and says what memory that took. Every fourth run fails,
 * in front of XGBoost: no request that fits the model's metadata fails in it.
 */
final class Runs {
  private static final int ROWS = 16;

  private Runs() {}

  public static void main(String[] arguments) throws Exception {
    try (EngineModel model =
        new XgboostEngine().load(Path.of(arguments[0]), new LoadOptions(Device.CPU, 1, false))) {
      Growth.measure(Integer.parseInt(arguments[1]), number -> run(model, number));
    }
  }

  private static void run(EngineModel model, int number) {
    boolean fails = number % 4 == 0;
    ByteBuffer data =
        ByteBuffer.allocateDirect(ROWS * 2 * Float.BYTES).order(ByteOrder.nativeOrder());
    var rows =
        new Tensor.Fixed(fails ? "other" : "input", Datatype.FP32, List.of((long) ROWS, 2L), data);
    boolean failed = false;
    try {
      model.run(List.of(rows), Set.of("output"), new Cancellation());
    } catch (RunException e) {
      failed = true;
    }
    if (failed != fails) {
      throw new AssertionError("run " + number + (failed ? " failed" : " did not fail"));
    }
  }
}
