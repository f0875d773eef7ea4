package dev.fairlead.runtime.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntToDoubleFunction;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;

/** All finite halves, and all places between two of them. */
class HalvesTest {
  private static final int FP16_INFINITY = 0x7c00;
  private static final int BF16_INFINITY = 0x7f80;

  @Test
  void fp16IsRoundedOnceHalfToEven() {
    check(FP16_INFINITY, bits -> Float.float16ToFloat((short) bits), Halves::fp16);
  }

  @Test
  void bf16IsRoundedOnceHalfToEven() {
    check(BF16_INFINITY, bits -> Halves.bf16ToFloat((short) bits), Halves::bf16);
  }

  private static void check(int infinity, IntToDoubleFunction value, ToIntFunction<Double> bits) {
    for (int low = 0; low < infinity - 1; low++) {
      int high = low + 1;
      double middle = (value.applyAsDouble(low) + value.applyAsDouble(high)) / 2;
      int even = low % 2 == 0 ? low : high;

      assertThat(bits.applyAsInt(value.applyAsDouble(low))).isEqualTo(low);
      assertThat(bits.applyAsInt(middle)).isEqualTo(even);
      assertThat(bits.applyAsInt(Math.nextDown(middle))).isEqualTo(low);
      assertThat(bits.applyAsInt(Math.nextUp(middle))).isEqualTo(high);
      assertThat(bits.applyAsInt(-middle) & 0xffff).isEqualTo(even | 0x8000);
    }
  }

  @Test
  void whatIsNoNumberStaysNone() {
    assertThat(Halves.bf16ToFloat(Halves.bf16(Double.NaN))).isNaN();
    assertThat(Halves.bf16ToFloat(Halves.bf16(Float.intBitsToFloat(0x7f800001)))).isNaN();
    assertThat(Float.float16ToFloat(Halves.fp16(Double.NaN))).isNaN();
    assertThat(Halves.bf16(Double.NEGATIVE_INFINITY)).isEqualTo((short) 0xff80);
    assertThat(Halves.fp16(Double.POSITIVE_INFINITY)).isEqualTo((short) 0x7c00);
  }
}
