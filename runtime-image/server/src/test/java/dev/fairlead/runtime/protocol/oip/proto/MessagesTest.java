package dev.fairlead.runtime.protocol.oip.proto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.TextFormat;
import dev.fairlead.oip.InferParameter;
import dev.fairlead.oip.InferTensorContents;
import dev.fairlead.oip.ModelInferRequest;
import dev.fairlead.oip.ModelInferRequest.InferInputTensor;
import dev.fairlead.oip.ModelInferRequest.InferRequestedOutputTensor;
import dev.fairlead.oip.ModelInferResponse;
import dev.fairlead.runtime.protocol.oip.BadRequest;
import dev.fairlead.runtime.protocol.oip.InferRequest;
import dev.fairlead.runtime.protocol.oip.ModelId;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every datatype, from messages into memory and back. */
class MessagesTest {
  private static final ModelId ID = new ModelId("m", "2");

  private static InferInputTensor.Builder input(String datatype, long... shape) {
    var input = InferInputTensor.newBuilder().setName("x").setDatatype(datatype);
    for (long dimension : shape) {
      input.addShape(dimension);
    }
    return input;
  }

  private static InferTensorContents contents(String text) throws Exception {
    var contents = InferTensorContents.newBuilder();
    TextFormat.merge(text, contents);
    return contents.build();
  }

  private static ByteString bytes(String hex) {
    return ByteString.copyFrom(HexFormat.of().parseHex(hex));
  }

  private static ModelInferResponse echo(ModelInferRequest message) throws BadRequest {
    InferRequest request = RequestReader.read(message);
    return AnswerWriter.infer(ID, request.id(), request.inputs(), request.binary());
  }

  /** Each row: datatype, one element in its field, the same as bytes. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          BOOL   | bool_contents: true                   | 01
          INT8   | int_contents: -128                    | 80
          INT16  | int_contents: -32768                  | 0080
          INT32  | int_contents: -2147483648             | 00000080
          UINT8  | uint_contents: 255                    | ff
          UINT16 | uint_contents: 65535                  | ffff
          UINT32 | uint_contents: 4294967295             | ffffffff
          INT64  | int64_contents: 9007199254740993      | 0100000000002000
          UINT64 | uint64_contents: 18446744073709551615 | ffffffffffffffff
          FP32   | fp32_contents: 1                      | 0000803f
          FP64   | fp64_contents: 1                      | 000000000000f03f
          BYTES  | bytes_contents: "a\\377"              | 0200000061ff
          """)
  void comesBackTheWayItWent(String datatype, String field, String hex) throws Exception {
    ModelInferResponse typed =
        echo(
            ModelInferRequest.newBuilder()
                .addInputs(input(datatype, 1).setContents(contents(field)))
                .build());
    ModelInferResponse raw =
        echo(
            ModelInferRequest.newBuilder()
                .addInputs(input(datatype, 1))
                .addRawInputContents(bytes(hex))
                .build());
    ModelInferResponse asked =
        echo(
            ModelInferRequest.newBuilder()
                .putParameters(
                    "binary_data_output", InferParameter.newBuilder().setBoolParam(true).build())
                .addInputs(input(datatype, 1).setContents(contents(field)))
                .build());

    assertThat(typed.getOutputs(0).getContents()).isEqualTo(contents(field));
    assertThat(typed.getRawOutputContentsCount()).isZero();
    assertThat(raw.getOutputs(0).hasContents()).isFalse();
    assertThat(raw.getRawOutputContentsList()).containsExactly(bytes(hex));
    assertThat(asked.getRawOutputContentsList()).containsExactly(bytes(hex));
  }

  @Test
  void halvesGoAsBytesOnly() throws Exception {
    for (String datatype : List.of("FP16", "BF16")) {
      ModelInferRequest raw =
          ModelInferRequest.newBuilder()
              .addInputs(input(datatype, 1))
              .addRawInputContents(bytes("803f"))
              .build();

      assertThat(echo(raw).getRawOutputContentsList()).containsExactly(bytes("803f"));
      assertThatThrownBy(
              () ->
                  echo(
                      ModelInferRequest.newBuilder()
                          .addInputs(input(datatype, 1).setContents(contents("fp32_contents: 1")))
                          .build()))
          .isInstanceOf(BadRequest.class)
          .hasMessageEndingWith("write it to raw_input_contents");
    }
  }

  @Test
  void oneHalfAmongTheOutputsMakesAllOfThemBytes() throws Exception {
    InferRequest request =
        RequestReader.read(
            ModelInferRequest.newBuilder()
                .addInputs(input("FP16", 1))
                .addInputs(input("INT8", 1))
                .addRawInputContents(bytes("803f"))
                .addRawInputContents(bytes("07"))
                .build());

    ModelInferResponse answer =
        AnswerWriter.infer(
            ID, null, request.inputs(), dev.fairlead.runtime.protocol.oip.BinaryOutputs.NONE);

    assertThat(answer.getRawOutputContentsList()).containsExactly(bytes("803f"), bytes("07"));
  }

  @Test
  void namesIdAndVersionAreThere() throws Exception {
    ModelInferRequest message =
        ModelInferRequest.newBuilder()
            .setId("7")
            .addInputs(input("BYTES", 0, 3))
            .addOutputs(InferRequestedOutputTensor.newBuilder().setName("y"))
            .build();

    assertThat(RequestReader.read(message).outputs()).containsExactly("y");
    ModelInferResponse answer = echo(message);
    assertThat(answer.getId()).isEqualTo("7");
    assertThat(answer.getModelName()).isEqualTo("m");
    assertThat(answer.getModelVersion()).isEqualTo("2");
    assertThat(answer.getOutputs(0).getShapeList()).containsExactly(0L, 3L);
    assertThat(RequestReader.read(ModelInferRequest.getDefaultInstance()).id()).isNull();
  }

  /** Each row: a message, what the error says. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          inputs {name: "x" datatype: "INT7"}                                                                    | 'INT7' is not a datatype
          inputs {name: "x" datatype: "INT8" shape: 1 contents {int_contents: 128}}                              | the contents of 'x' hold 128, which is no INT8
          inputs {name: "x" datatype: "INT16" shape: 1 contents {int_contents: -32769}}                          | the contents of 'x' hold -32769, which is no INT16
          inputs {name: "x" datatype: "UINT8" shape: 1 contents {uint_contents: 256}}                            | the contents of 'x' hold 256, which is no UINT8
          inputs {name: "x" datatype: "UINT16" shape: 1 contents {uint_contents: 4294967295}}                    | the contents of 'x' hold 4294967295, which is no UINT16
          inputs {name: "x" datatype: "INT8" shape: 2 contents {int_contents: 1}}                                | the contents of 'x' have 1 elements of INT8 and 0 others, its shape [2] asks for 2
          inputs {name: "x" datatype: "INT64" shape: 1 contents {int_contents: 1}}                               | the contents of 'x' have 0 elements of INT64 and 1 others
          inputs {name: "x" datatype: "INT8" shape: 1 contents {int_contents: 1 fp32_contents: 1}}               | the contents of 'x' have 1 elements of INT8 and 1 others
          inputs {name: "x" datatype: "INT8" shape: 1 shape: -1}                                                 | the shape [1, -1] of 'x' is not one that data can have
          inputs {name: "x" datatype: "INT8" shape: 1} raw_input_contents: "ab"                                  | 'x' has 2 bytes of data, its shape [1] of INT8 asks for 1
          inputs {name: "x" datatype: "INT8" shape: 1} raw_input_contents: "a" raw_input_contents: "b"           | raw_input_contents has 2 entries for 1 inputs
          inputs {name: "x" datatype: "INT8" shape: 1 contents {int_contents: 1}} raw_input_contents: "a"        | the input 'x' has both contents and raw_input_contents
          parameters {key: "sequence_id" value {int64_param: 1}}                                                 | the parameter 'sequence_id' belongs to an extension
          inputs {name: "x" datatype: "INT8" parameters {key: "shared_memory_region" value {string_param: "a"}}} | the parameter 'shared_memory_region' belongs to an extension
          outputs {name: "y" parameters {key: "classification" value {int64_param: 1}}}                          | the parameter 'classification' belongs to an extension
          """)
  void messagesOfAnotherFormAreTold(String text, String message) throws Exception {
    var request = ModelInferRequest.newBuilder();
    TextFormat.merge(text, request);

    assertThatThrownBy(() -> RequestReader.read(request.build()))
        .isInstanceOf(BadRequest.class)
        .hasMessageStartingWith(message);
  }
}
