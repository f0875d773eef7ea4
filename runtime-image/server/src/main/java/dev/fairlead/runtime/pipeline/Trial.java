package dev.fairlead.runtime.pipeline;

import dev.fairlead.runtime.engine.Cancellation;
import dev.fairlead.runtime.engine.EngineModel;
import dev.fairlead.runtime.engine.RunException;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.Shapes;
import dev.fairlead.runtime.tensor.Tensor;
import dev.fairlead.runtime.tensor.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * The first runs of a model, with values made up: it is warm then, and it is known whether rows may
 * share a run.
 */
final class Trial {
  /** What rows get that share a run. */
  enum Outcome {
    /** To the last bit what each gets alone. */
    SAME,
    /** A row each, but not that one; or it cannot be tried with values made up. */
    ANOTHER,
    /** There is not one row for each. */
    NONE
  }

  private static final Logger LOG = Logger.getLogger(Trial.class.getName());
  private static final int ROWS = 3;

  private final EngineModel model;
  private final Set<String> outputs;
  private final Random random = new Random(1);

  private Trial(EngineModel model) {
    this.model = model;
    this.outputs = model.outputs().stream().map(TensorSpec::name).collect(Collectors.toSet());
  }

  /** Runs it. A model that does not run with what was made up proves nothing of requests. */
  static Outcome of(EngineModel model) {
    boolean isOfRows = isOfRows(model.inputs()) && isOfRows(model.outputs());
    try {
      return new Trial(model).run(isOfRows);
    } catch (RunException e) {
      LOG.log(Level.INFO, "not warmed up, with values made up: {0}", e.getMessage());
      return isOfRows ? Outcome.ANOTHER : Outcome.NONE;
    }
  }

  private Outcome run(boolean isOfRows) throws RunException {
    if (!isOfRows) {
      var inputs = model.inputs().stream().map(this::madeUp).toList();
      model.run(inputs, outputs, new Cancellation());
      return Outcome.NONE;
    }
    List<List<Tensor>> alone = new ArrayList<>();
    List<List<Tensor>> answers = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      List<Tensor> inputs = model.inputs().stream().map(this::madeUp).toList();
      alone.add(inputs);
      answers.add(model.run(inputs, outputs, new Cancellation()));
    }
    List<Tensor> together = model.run(Rows.joinAll(alone), outputs, new Cancellation());
    if (together.stream().anyMatch(all -> Rows.of(all) != ROWS)) {
      return Outcome.NONE;
    }
    return isSame(together, answers) ? Outcome.SAME : Outcome.ANOTHER;
  }

  private static boolean isSame(List<Tensor> together, List<List<Tensor>> alone) {
    for (int output = 0; output < together.size(); output++) {
      for (int row = 0; row < ROWS; row++) {
        if (!isSame(Rows.part(together.get(output), row, 1), alone.get(row).get(output))) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean isOfRows(List<TensorSpec> specs) {
    return specs.stream().allMatch(s -> !s.shape().isEmpty() && s.shape().getFirst() < 0);
  }

  /** One row where that is free; whole numbers stay small, since they may be indexes. */
  private Tensor madeUp(TensorSpec spec) {
    List<Long> shape = spec.shape().stream().map(d -> d < 0 ? 1 : d).toList();
    int elements = Math.toIntExact(Shapes.elements(shape));
    if (spec.datatype() == Datatype.BYTES) {
      List<byte[]> texts = new ArrayList<>();
      for (int i = 0; i < elements; i++) {
        texts.add(new byte[] {'a'});
      }
      return new Tensor.Bytes(spec.name(), shape, texts);
    }
    ByteBuffer data =
        ByteBuffer.allocateDirect(elements * spec.datatype().bytes())
            .order(ByteOrder.nativeOrder());
    while (data.hasRemaining()) {
      switch (spec.datatype()) {
        case FP32 -> data.putFloat(random.nextFloat());
        case FP64 -> data.putDouble(random.nextDouble());
        case FP16 -> data.putShort(Float.floatToFloat16(random.nextFloat()));
        case BF16 -> data.putShort((short) (Float.floatToRawIntBits(random.nextFloat()) >>> 16));
        case INT64, UINT64 -> data.putLong(random.nextInt(2));
        case INT32, UINT32 -> data.putInt(random.nextInt(2));
        case INT16, UINT16 -> data.putShort((short) random.nextInt(2));
        case INT8, UINT8, BOOL -> data.put((byte) random.nextInt(2));
        case BYTES -> throw new IllegalStateException("texts have no fixed size");
      }
    }
    return new Tensor.Fixed(spec.name(), spec.datatype(), shape, data.flip());
  }

  private static boolean isSame(Tensor one, Tensor other) {
    if (!one.shape().equals(other.shape())) {
      return false;
    }
    if (one instanceof Tensor.Fixed a && other instanceof Tensor.Fixed b) {
      return a.data().equals(b.data());
    }
    return one instanceof Tensor.Bytes a
        && other instanceof Tensor.Bytes b
        && Arrays.deepEquals(a.elements().toArray(), b.elements().toArray());
  }
}
