package dev.fairlead.runtime.pipeline;

import dev.fairlead.runtime.compare.Comparison;
import dev.fairlead.runtime.engine.Device;
import dev.fairlead.runtime.engine.EngineModel;
import dev.fairlead.runtime.tensor.Halves;
import dev.fairlead.runtime.tensor.Shapes;
import dev.fairlead.runtime.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.Arrays;

/** How like what a row gets in company has to be to what it gets alone. */
enum Likeness {
  /**
   * The same to the last bit: a CPU takes the same sums in the same order for any number of rows.
   */
  EXACT,
  /**
   * But for rounding: a GPU takes other kernels for other numbers of rows, and these add up in
   * other orders. What is no floating-point number, and infinities, stay exact.
   */
  ROUNDED;

  /**
   * Of the largest number of a row's output: a step of FP16 (2^-10), and so what one rounding makes
   * there that falls the other way. FP32 in another order stays far below it; int8 whose scales
   * come from the whole run does not.
   */
  static final double LIMIT = 1e-3;

  /** As the device allows it that the model runs on. */
  static Likeness on(EngineModel model) {
    return model.device() == Device.GPU ? ROUNDED : EXACT;
  }

  /** Whether one output of a row, in company, is as like as that to the one of the row alone. */
  boolean holds(Tensor alone, Tensor together) {
    if (!alone.shape().equals(together.shape()) || alone.datatype() != together.datatype()) {
      return false;
    }
    if (alone instanceof Tensor.Bytes a && together instanceof Tensor.Bytes b) {
      return Arrays.deepEquals(a.elements().toArray(), b.elements().toArray());
    }
    return alone instanceof Tensor.Fixed a
        && together instanceof Tensor.Fixed b
        && (a.data().equals(b.data()) || (this == ROUNDED && isRounded(a, b)));
  }

  private static boolean isRounded(Tensor.Fixed alone, Tensor.Fixed together) {
    return switch (alone.datatype()) {
      case FP16, BF16, FP32, FP64 ->
          Comparison.relativeDifference(numbers(alone), numbers(together)) <= LIMIT;
      default -> false;
    };
  }

  private static DoubleBuffer numbers(Tensor.Fixed tensor) {
    ByteBuffer data = tensor.data().duplicate().order(ByteOrder.nativeOrder());
    var numbers = DoubleBuffer.allocate(Math.toIntExact(Shapes.elements(tensor.shape())));
    while (data.hasRemaining()) {
      numbers.put(
          switch (tensor.datatype()) {
            case FP16 -> Float.float16ToFloat(data.getShort());
            case BF16 -> Halves.bf16ToFloat(data.getShort());
            case FP32 -> data.getFloat();
            case FP64 -> data.getDouble();
            default -> throw new IllegalStateException("not rounded: " + tensor.datatype());
          });
    }
    return numbers.flip();
  }
}
