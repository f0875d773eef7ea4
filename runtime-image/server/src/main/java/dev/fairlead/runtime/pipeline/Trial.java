package dev.fairlead.runtime.pipeline;

import dev.fairlead.runtime.config.Batching;
import dev.fairlead.runtime.engine.Cancellation;
import dev.fairlead.runtime.engine.EngineModel;
import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.engine.LoadException.Reason;
import dev.fairlead.runtime.engine.RunException;
import dev.fairlead.runtime.tensor.Buffers;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.Shapes;
import dev.fairlead.runtime.tensor.Tensor;
import dev.fairlead.runtime.tensor.TensorSpec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
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
    /** What each gets alone, as far as {@link Likeness} tells them apart. */
    SAME,
    /** A row each, but not that one; or it cannot be tried with values made up. */
    ANOTHER,
    /** There is not one row for each. */
    NONE;

    /**
     * Whether rows may share runs.
     *
     * @throws LoadException if they are to, and cannot
     */
    boolean allows(Batching batching) throws LoadException {
      if (batching.mode() == Batching.Mode.Always && this == NONE) {
        throw new LoadException(
            Reason.ModelInvalid,
            "batching is Always, and this model does not give one row for each row: set it to Auto or Never");
      }
      return switch (batching.mode()) {
        case Auto -> this == SAME;
        case Always -> true;
        case Never -> false;
      };
    }
  }

  private static final Logger LOG = Logger.getLogger(Trial.class.getName());
  private static final int ROWS = 3;

  /** What is made up for one input is to be no burden, whatever shape a file claims. */
  private static final long MOST_ELEMENTS = 1 << 23;

  private final EngineModel model;
  private final List<TensorSpec> inputs;
  private final List<TensorSpec> outputs;
  private final Set<String> names;
  private final Random random = new Random(1);

  private Trial(EngineModel model, List<TensorSpec> inputs, List<TensorSpec> outputs) {
    this.model = model;
    this.inputs = inputs;
    this.outputs = outputs;
    this.names = outputs.stream().map(TensorSpec::name).collect(Collectors.toSet());
  }

  /** Runs it. A model that does not run with what was made up proves nothing of requests. */
  static Outcome of(EngineModel model) {
    try {
      return of(model, model.inputs(), model.outputs());
    } catch (RunException e) {
      LOG.log(Level.INFO, "not warmed up, with values made up: {0}", e.getMessage());
      return isOfRows(model.inputs()) && isOfRows(model.outputs()) ? Outcome.ANOTHER : Outcome.NONE;
    }
  }

  /**
   * Runs it for some outputs.
   *
   * @param inputs the model's, with the sizes that they will have where the model takes any
   * @throws RunException if it does not run with what was made up
   */
  static Outcome of(EngineModel model, List<TensorSpec> inputs, List<TensorSpec> outputs)
      throws RunException {
    return new Trial(model, inputs, outputs).run();
  }

  private Outcome run() throws RunException {
    for (TensorSpec spec : inputs) {
      checkSize(spec);
    }
    if (!isOfRows(inputs) || !isOfRows(outputs)) {
      model.run(inputs.stream().map(this::madeUp).toList(), names, new Cancellation());
      return Outcome.NONE;
    }
    List<List<Tensor>> alone = new ArrayList<>();
    List<List<Tensor>> answers = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      List<Tensor> values = inputs.stream().map(this::madeUp).toList();
      alone.add(values);
      answers.add(model.run(values, names, new Cancellation()));
    }
    List<Tensor> together = model.run(Rows.joinAll(alone), names, new Cancellation());
    if (together.stream().anyMatch(all -> Rows.of(all) != ROWS)) {
      return Outcome.NONE;
    }
    for (int output = 0; output < together.size(); output++) {
      for (int row = 0; row < ROWS; row++) {
        Tensor inCompany = Rows.part(together.get(output), row, 1);
        if (compare(model, answers.get(row).get(output), inCompany) != Outcome.SAME) {
          return Outcome.ANOTHER;
        }
      }
    }
    return Outcome.SAME;
  }

  /** Of what one row got alone, and together with others. */
  static Outcome compare(EngineModel model, Tensor alone, Tensor together) {
    return Likeness.on(model).holds(alone, together) ? Outcome.SAME : Outcome.ANOTHER;
  }

  private static boolean isOfRows(List<TensorSpec> specs) {
    return specs.stream().allMatch(s -> !s.shape().isEmpty() && s.shape().getFirst() < 0);
  }

  private static void checkSize(TensorSpec spec) throws RunException {
    long elements;
    try {
      elements = Shapes.elements(oneRow(spec));
    } catch (ArithmeticException e) {
      elements = Long.MAX_VALUE;
    }
    if (elements > MOST_ELEMENTS) {
      throw new RunException(
          "'%s' is too large to be made up: %s".formatted(spec.name(), spec.shape()));
    }
  }

  private static List<Long> oneRow(TensorSpec spec) {
    return spec.shape().stream().map(d -> d < 0 ? 1 : d).toList();
  }

  /** One row where that is free; whole numbers stay small, since they may be indexes. */
  private Tensor madeUp(TensorSpec spec) {
    List<Long> shape = oneRow(spec);
    int elements = Math.toIntExact(Shapes.elements(shape));
    if (spec.datatype() == Datatype.BYTES) {
      List<byte[]> texts = new ArrayList<>();
      for (int i = 0; i < elements; i++) {
        texts.add(new byte[] {'a'});
      }
      return new Tensor.Bytes(spec.name(), shape, texts);
    }
    ByteBuffer data = Buffers.allocate(elements * spec.datatype().bytes());
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
}
