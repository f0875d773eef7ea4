package dev.fairlead.runtime;

import dev.fairlead.runtime.engine.Cancellation;
import dev.fairlead.runtime.engine.Engine;
import dev.fairlead.runtime.engine.EngineModel;
import dev.fairlead.runtime.engine.LoadOptions;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.Tensor;
import dev.fairlead.runtime.tensor.TensorSpec;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * An engine of a model that gives back what it gets, and does not return while the test holds it:
 * like a native call it takes no notice of interrupts, nor of a request's end.
 */
public final class HeldEngine implements Engine {
  /** The value for which a run is held. */
  static final int HOLD = 7;

  private static final String FILE = "model.held";
  private static volatile CountDownLatch held = new CountDownLatch(1);
  private static volatile CountDownLatch released = new CountDownLatch(1);

  /** Puts the model's file into a folder. */
  static void write(Path folder) throws Exception {
    Files.writeString(folder.resolve(FILE), "held");
  }

  /** From now on runs are held. */
  static void hold() {
    held = new CountDownLatch(1);
    released = new CountDownLatch(1);
  }

  /** Whether one is. */
  static boolean holds() {
    return held.getCount() == 0;
  }

  /** Lets them return. */
  static void letGo() {
    released.countDown();
  }

  @Override
  public String format() {
    return "Held";
  }

  @Override
  public Optional<Path> find(Path folder) {
    return Optional.of(folder.resolve(FILE)).filter(Files::exists);
  }

  @Override
  public EngineModel load(Path file, LoadOptions options) {
    return new Model();
  }

  private static final class Model implements EngineModel {
    private static final TensorSpec SPEC = new TensorSpec("x", Datatype.INT32, List.of(-1L));

    @Override
    public String engine() {
      return "held";
    }

    @Override
    public List<TensorSpec> inputs() {
      return List.of(SPEC);
    }

    @Override
    public List<TensorSpec> outputs() {
      return List.of(SPEC);
    }

    @Override
    public List<Tensor> run(List<Tensor> inputs, Set<String> outputs, Cancellation cancellation) {
      var x = (Tensor.Fixed) inputs.getFirst();
      if (x.data().duplicate().order(ByteOrder.nativeOrder()).getInt() == HOLD) {
        held.countDown();
        awaitUninterruptibly(released);
      }
      return inputs;
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
      boolean over = false;
      while (!over) {
        try {
          latch.await();
          over = true;
        } catch (InterruptedException e) {
          // a native call would not even notice
        }
      }
    }

    @Override
    public void close() {
      // holds nothing but what the test lets go
    }
  }
}
