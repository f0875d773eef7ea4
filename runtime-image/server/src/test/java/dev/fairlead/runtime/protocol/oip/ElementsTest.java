package dev.fairlead.runtime.protocol.oip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every datatype, from JSON into memory and back. */
class ElementsTest {
  private static Tensor read(Datatype datatype, String element) throws BadRequest {
    String body =
        "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"%s\",\"shape\":[1],\"data\":[%s]}]}"
            .formatted(datatype, element);
    return new InferRequestReader(List.of())
        .read(body.getBytes(StandardCharsets.UTF_8))
        .inputs()
        .getFirst();
  }

  private static String written(Tensor tensor) {
    String answer =
        new String(
            InferResponseWriter.write("m", null, null, List.of(tensor), BinaryOutputs.NONE).json(),
            StandardCharsets.UTF_8);
    String before =
        "{\"model_name\":\"m\",\"outputs\":[{\"name\":\"x\",\"datatype\":\"%s\",\"shape\":[1],\"data\":["
            .formatted(tensor.datatype());
    assertThat(answer).startsWith(before).endsWith("]}]}");
    return answer.substring(before.length(), answer.length() - 4);
  }

  /** Each row: datatype, what goes in, what comes out. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          BOOL   | true                   | true
          BOOL   | false                  | false
          BOOL   | 1                      | true
          BOOL   | 0                      | false
          INT8   | -128                   | -128
          INT8   | 127                    | 127
          UINT8  | 255                    | 255
          INT16  | -32768                 | -32768
          INT16  | 32767                  | 32767
          UINT16 | 65535                  | 65535
          INT32  | -2147483648            | -2147483648
          INT32  | 2147483647             | 2147483647
          UINT32 | 4294967295             | 4294967295
          INT64  | 9007199254740993       | 9007199254740993
          INT64  | -9223372036854775808   | -9223372036854775808
          INT64  | 9223372036854775807    | 9223372036854775807
          UINT64 | 9007199254740993       | 9007199254740993
          UINT64 | 18446744073709551615   | 18446744073709551615
          FP16   | 65504                  | 65504.0
          FP16   | -0.1                   | -0.099975586
          FP16   | 65519                  | 65504.0
          FP16   | 65519.999999999        | 65504.0
          FP16   | 1e-9                   | 0.0
          BF16   | 0.1                    | 0.100097656
          BF16   | 257                    | 256.0
          BF16   | 257.0000000001         | 258.0
          BF16   | -3.3895313e38          | -3.3895314E38
          BF16   | "NaN"                  | "NaN"
          FP32   | 0.1                    | 0.1
          FP32   | 16777217               | 1.6777216E7
          FP32   | 3.4028235e38           | 3.4028235E38
          FP32   | 3.40282356e38          | 3.4028235E38
          FP32   | 1e-60                  | 0.0
          FP32   | -0.0                   | -0.0
          FP32   | 5                      | 5.0
          FP64   | 0.1                    | 0.1
          FP64   | 9007199254740993       | 9.007199254740992E15
          FP64   | 1.7976931348623157e308 | 1.7976931348623157E308
          FP32   | "NaN"                  | "NaN"
          FP16   | "Infinity"             | "Infinity"
          FP64   | "-Infinity"            | "-Infinity"
          BYTES  | ""                     | ""
          BYTES  | "a\\u0000\\"\\ud83d\\ude00"  | "a\\u0000\\"😀"
          """)
  void comesBackAsItWent(Datatype datatype, String in, String out) throws Exception {
    assertThat(written(read(datatype, in))).isEqualTo(out);
  }

  /** Each row: datatype, what cannot be one of its elements, what is asked for. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          BOOL   | 2                    | whole numbers from 0 to 1 (BOOL), found 2
          BOOL   | "true"               | true or false (BOOL), found true
          INT8   | 128                  | whole numbers from -128 to 127 (INT8), found 128
          INT8   | -129                 | whole numbers from -128 to 127 (INT8), found -129
          UINT8  | -1                   | whole numbers from 0 to 255 (UINT8), found -1
          INT16  | 32768                | whole numbers from -32768 to 32767 (INT16), found 32768
          UINT16 | 65536                | whole numbers from 0 to 65535 (UINT16), found 65536
          INT32  | 2147483648           | whole numbers from -2147483648 to 2147483647 (INT32), found 2147483648
          UINT32 | 4294967296           | whole numbers from 0 to 4294967295 (UINT32), found 4294967296
          INT64  | 9223372036854775808  | whole numbers from -9223372036854775808 to 9223372036854775807 (INT64), found 9223372036854775808
          INT64  | 1.0                  | whole numbers from -9223372036854775808 to 9223372036854775807 (INT64), found 1.0
          INT64  | true                 | whole numbers from -9223372036854775808 to 9223372036854775807 (INT64), found true
          UINT64 | 18446744073709551616 | whole numbers from 0 to 18446744073709551615 (UINT64), found 18446744073709551616
          UINT64 | -1                   | whole numbers from 0 to 18446744073709551615 (UINT64), found -1
          FP16   | 65520                | numbers within its range, or "NaN", "Infinity", "-Infinity" (FP16), found 65520
          BF16   | 3.4e38               | numbers within its range, or "NaN", "Infinity", "-Infinity" (BF16), found 3.4e38
          FP32   | 3.4028236e38         | numbers within its range, or "NaN", "Infinity", "-Infinity" (FP32), found 3.4028236e38
          FP32   | -1e39                | numbers within its range, or "NaN", "Infinity", "-Infinity" (FP32), found -1e39
          FP64   | 1e309                | numbers within its range, or "NaN", "Infinity", "-Infinity" (FP64), found 1e309
          FP64   | 1e999999999          | numbers within its range, or "NaN", "Infinity", "-Infinity" (FP64), found 1e999999999
          FP32   | "1"                  | numbers within its range, or "NaN", "Infinity", "-Infinity" (FP32), found 1
          FP32   | null                 | numbers within its range, or "NaN", "Infinity", "-Infinity" (FP32), found null
          BYTES  | 1                    | strings (BYTES), found 1
          BYTES  | null                 | strings (BYTES), found null
          """)
  void whatIsNoElementIsToldWithWhatIs(Datatype datatype, String in, String message) {
    assertThatThrownBy(() -> read(datatype, in))
        .isInstanceOf(BadRequest.class)
        .hasMessage("the data of 'x' must be " + message);
  }

  @Test
  void halfASurrogatePairIsNoText() {
    assertThatThrownBy(() -> read(Datatype.BYTES, "\"a\\ud83d\""))
        .isInstanceOf(BadRequest.class)
        .hasMessage("the data of 'x' holds half a surrogate pair");
  }

  @Test
  void aLongValueIsShownInPart() {
    assertThatThrownBy(() -> read(Datatype.INT8, "\"" + "a".repeat(1_000) + "\""))
        .hasMessageEndingWith("found " + "a".repeat(40) + "…");
  }
}
