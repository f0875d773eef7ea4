package dev.fairlead.runtime.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.runtime.tensor.Buffers;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.Halves;
import dev.fairlead.runtime.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class LikenessTest {
  /** The largest number of what a row gets alone: the limit is one of 1000. */
  private static final double LARGEST = 1_000;

  @ParameterizedTest
  @CsvSource({"0, true", "0.99, true", "1, true", "1.01, false", "-0.99, true", "-1.01, false"})
  void onAGpuTheLargestNumberSaysWhatRoundingMayDo(double difference, boolean isLike) {
    Tensor alone = numbers(Datatype.FP64, LARGEST, 1);

    assertThat(Likeness.ROUNDED.holds(alone, numbers(Datatype.FP64, LARGEST, 1 + difference)))
        .isEqualTo(isLike);
  }

  @ParameterizedTest
  @CsvSource({"0, true", "1e-9, false", "1, false"})
  void onACpuTheLastBitCounts(double difference, boolean isSame) {
    Tensor alone = numbers(Datatype.FP64, LARGEST, 1);

    assertThat(Likeness.EXACT.holds(alone, numbers(Datatype.FP64, LARGEST, 1 + difference)))
        .isEqualTo(isSame);
  }

  @ParameterizedTest
  @EnumSource(names = {"FP16", "FP32", "FP64"})
  void aStepOfFp16IsRounding(Datatype datatype) {
    Tensor alone = numbers(datatype, 1, -1);

    assertThat(Likeness.ROUNDED.holds(alone, numbers(datatype, 1 + 0x1p-10, -1))).isTrue();
    assertThat(Likeness.EXACT.holds(alone, numbers(datatype, 1 + 0x1p-10, -1))).isFalse();
    assertThat(Likeness.ROUNDED.holds(alone, numbers(datatype, 1 + 0x1p-9, -1))).isFalse();
  }

  @Test
  void aStepOfBf16IsMoreThanThat() {
    Tensor alone = numbers(Datatype.BF16, 1, -1);

    assertThat(Likeness.ROUNDED.holds(alone, numbers(Datatype.BF16, 1 + 0x1p-7, -1))).isFalse();
    assertThat(Likeness.ROUNDED.holds(alone, numbers(Datatype.BF16, 1, -1))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "NaN, NaN, true",
    "Infinity, Infinity, true",
    "NaN, 1, false",
    "1, NaN, false",
    "Infinity, 1, false",
    "1, Infinity, false",
    "Infinity, -Infinity, false",
    "NaN, Infinity, false",
  })
  void whatIsNotFiniteIsExact(double alone, double together, boolean isLike) {
    assertThat(
            Likeness.ROUNDED.holds(
                numbers(Datatype.FP32, alone, LARGEST), numbers(Datatype.FP32, together, LARGEST)))
        .isEqualTo(isLike);
  }

  @Test
  void infinityIsNotTheLargestNumber() {
    Tensor alone = numbers(Datatype.FP32, Double.POSITIVE_INFINITY, 1);

    assertThat(
            Likeness.ROUNDED.holds(alone, numbers(Datatype.FP32, Double.POSITIVE_INFINITY, 1.01)))
        .isFalse();
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"FP16", "BF16", "FP32", "FP64", "BYTES"})
  void wholeNumbersAreExact(Datatype datatype) {
    Tensor alone = bytes(datatype, 100);

    assertThat(Likeness.ROUNDED.holds(alone, bytes(datatype, 100))).isTrue();
    assertThat(Likeness.ROUNDED.holds(alone, bytes(datatype, 101))).isFalse();
  }

  @Test
  void textsAreExact() {
    assertThat(Likeness.ROUNDED.holds(text("a"), text("a"))).isTrue();
    assertThat(Likeness.ROUNDED.holds(text("a"), text("b"))).isFalse();
  }

  @Test
  void anotherShapeIsAnotherAnswer() {
    assertThat(
            Likeness.ROUNDED.holds(numbers(Datatype.FP32, 1, 1), numbers(Datatype.FP32, 1, 1, 1)))
        .isFalse();
  }

  private static Tensor numbers(Datatype datatype, double... numbers) {
    ByteBuffer data = Buffers.allocate(numbers.length * datatype.bytes());
    for (double number : numbers) {
      switch (datatype) {
        case FP16 -> data.putShort(Halves.fp16(number));
        case BF16 -> data.putShort(Halves.bf16(number));
        case FP32 -> data.putFloat((float) number);
        case FP64 -> data.putDouble(number);
        default -> throw new IllegalArgumentException(datatype.name());
      }
    }
    return new Tensor.Fixed("y", datatype, List.of(1L, (long) numbers.length), data.flip());
  }

  /** One element, and its first byte. */
  private static Tensor bytes(Datatype datatype, int first) {
    ByteBuffer data = Buffers.allocate(datatype.bytes()).put(0, (byte) first);
    return new Tensor.Fixed("y", datatype, List.of(1L), data);
  }

  private static Tensor text(String text) {
    byte[] element = text.getBytes(StandardCharsets.UTF_8);
    return new Tensor.Bytes("y", List.of(1L), List.of(element));
  }
}
