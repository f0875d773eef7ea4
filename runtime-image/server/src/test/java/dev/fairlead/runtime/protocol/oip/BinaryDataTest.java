package dev.fairlead.runtime.protocol.oip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Every datatype, from bytes into memory and back. */
class BinaryDataTest {
  private static Tensor read(Datatype datatype, List<Long> shape, String hex) throws BadRequest {
    return BinaryData.read("x", datatype, shape, bytes(hex));
  }

  private static ByteBuffer bytes(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  /** Each row: datatype, one element in bytes, the same as JSON. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          BOOL   | 01                      | true
          INT8   | 80                      | -128
          UINT8  | ff                      | 255
          INT16  | 0080                    | -32768
          UINT16 | feff                    | 65534
          INT32  | 01020304                | 67305985
          UINT32 | ffffffff                | 4294967295
          INT64  | 0100000000002000        | 9007199254740993
          UINT64 | ffffffffffffffff        | 18446744073709551615
          FP16   | 003c                    | 1.0
          BF16   | 803f                    | 1.0
          FP32   | 0000803f                | 1.0
          FP64   | 000000000000f03f        | 1.0
          BYTES  | 03000000 61c3a4         | "aä"
          BYTES  | 00000000                | ""
          """)
  void bytesMeanWhatJsonMeans(Datatype datatype, String hex, String json) throws Exception {
    Tensor tensor = read(datatype, List.of(1L), hex);

    byte[] written =
        InferResponseWriter.write("m", null, null, List.of(tensor), BinaryOutputs.NONE).json();
    assertThat(new String(written, java.nio.charset.StandardCharsets.UTF_8))
        .contains("\"data\":[" + json + "]");
    assertThat(BinaryData.write(tensor)).isEqualTo(bytes(hex));
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "BYTES")
  void oneByteMoreOrLessIsTold(Datatype datatype) {
    for (int size : new int[] {2 * datatype.bytes() - 1, 2 * datatype.bytes() + 1, 0}) {
      assertThatThrownBy(() -> read(datatype, List.of(2L), "00".repeat(size)))
          .isInstanceOf(BadRequest.class)
          .hasMessage(
              "'x' has %d bytes of data, its shape [2] of %s asks for %d"
                  .formatted(size, datatype, 2 * datatype.bytes()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void noElementsNeedNoBytes(Datatype datatype) throws Exception {
    Tensor tensor = read(datatype, List.of(0L, 7L), "");

    assertThat(tensor.shape()).containsExactly(0L, 7L);
    assertThat(BinaryData.write(tensor).remaining()).isZero();
  }

  /** Each row: bytes of strings, what the message says. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0000                        | element 0 of 'x' is cut off
          02000000 61                 | element 0 of 'x' is cut off
          01000000 61 05000000 616161 | element 1 of 'x' is cut off
          ffffffff 61                 | element 0 of 'x' is cut off
          01000000 61                 | the data of 'x' has 1 elements, its shape [2] asks for 2
          00000000 00000000 00000000  | the data of 'x' has 3 elements, its shape [2] asks for 2
          """)
  void stringsThatDoNotAddUpAreTold(String hex, String message) {
    assertThatThrownBy(() -> read(Datatype.BYTES, List.of(2L), hex))
        .isInstanceOf(BadRequest.class)
        .hasMessageStartingWith(message);
  }

  /** 2^61 elements of 8 bytes are 2^64 bytes, which is 0 for who does not look. */
  @Test
  void shapesBeyondAllNumbersAreTold() {
    for (List<Long> shape :
        List.of(List.of(1L << 61), List.of(1L << 32, 1L << 32), List.of(-1L), List.of(-1L, 0L))) {
      assertThatThrownBy(() -> read(Datatype.INT64, shape, ""))
          .isInstanceOf(BadRequest.class)
          .hasMessage("the shape %s of 'x' is not one that data can have".formatted(shape));
    }
  }

  @Test
  void manyNumbersComeToLieOutsideOfTheHeap() throws Exception {
    var few = (Tensor.Fixed) read(Datatype.FP32, List.of(1L), "0000803f");
    var many = (Tensor.Fixed) read(Datatype.FP32, List.of(20_000L), "0000803f".repeat(20_000));

    assertThat(few.data().isDirect()).isFalse();
    assertThat(few.data().getFloat(0)).isEqualTo(1f);
    assertThat(many.data().isDirect()).isTrue();
    assertThat(many.data().getFloat(many.data().limit() - Float.BYTES)).isEqualTo(1f);
  }
}
