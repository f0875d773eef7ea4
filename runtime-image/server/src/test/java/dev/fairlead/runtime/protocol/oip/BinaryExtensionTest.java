package dev.fairlead.runtime.protocol.oip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.runtime.protocol.Reply;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.Tensor;
import dev.fairlead.runtime.tensor.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JSON and bytes in one body, in and out. */
class BinaryExtensionTest {
  private static final TensorSpec ROWS = new TensorSpec("x", Datatype.INT32, List.of(-1L, 2L));

  private static InferRequest read(String json, int... numbers) throws BadRequest {
    return read(List.of(ROWS), json, numbers);
  }

  private static InferRequest read(List<TensorSpec> specs, String json, int... numbers)
      throws BadRequest {
    byte[] head = json.getBytes(StandardCharsets.UTF_8);
    ByteBuffer body =
        ByteBuffer.allocate(head.length + numbers.length * Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(head);
    for (int number : numbers) {
      body.putInt(number);
    }
    return new InferRequestReader(specs).read(body.array(), head.length);
  }

  private static String input(String name, String rest) {
    return "{\"name\":\"%s\",\"datatype\":\"INT32\",\"shape\":[1,2],%s}".formatted(name, rest);
  }

  private static int[] ints(Tensor tensor) {
    ByteBuffer data = ((Tensor.Fixed) tensor).data().duplicate().order(ByteOrder.nativeOrder());
    int[] ints = new int[data.remaining() / Integer.BYTES];
    data.asIntBuffer().get(ints);
    return ints;
  }

  @Test
  void bytesFollowInTheOrderOfTheInputsThatHaveThem() throws Exception {
    InferRequest request =
        read(
            "{\"inputs\":["
                + input("a", "\"parameters\":{\"binary_data_size\":8,\"other\":[{}]}")
                + ","
                + input("b", "\"data\":[3,4]")
                + ","
                + input("c", "\"parameters\":{\"binary_data_size\":8}")
                + "]}",
            1,
            2,
            5,
            -6);

    assertThat(request.inputs()).extracting(Tensor::name).containsExactly("a", "b", "c");
    assertThat(ints(request.inputs().get(0))).containsExactly(1, 2);
    assertThat(ints(request.inputs().get(1))).containsExactly(3, 4);
    assertThat(ints(request.inputs().get(2))).containsExactly(5, -6);
  }

  /** Each row: what an input brings with it and two numbers of four bytes follow, the message. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "data":[1,2]                                                             | 8 bytes at the end of the body belong to no input
          "parameters":{"binary_data_size":4}                                      | 'x' has 4 bytes of data, its shape [1, 2] of INT32 asks for 8
          "parameters":{"binary_data_size":12}                                     | 'binary_data_size' of 'x' is 12, but only 8 bytes are left after the JSON
          "parameters":{"binary_data_size":9223372036854775807}                    | 'binary_data_size' of 'x' is 9223372036854775807, but only 8 bytes
          "parameters":{"binary_data_size":-1}                                     | 'binary_data_size' must be a number of bytes
          "parameters":{"binary_data_size":"8"}                                    | 'binary_data_size' must be a number of bytes
          "parameters":{"binary_data_size":8,"binary_data_size":8}                 | 'binary_data_size' is given twice
          "parameters":{"binary_data_size":8},"data":[1,2]                         | the input 'x' has both 'data' and 'binary_data_size'
          "parameters":[8]                                                         | 'parameters' must be an object
          "parameters":{"shared_memory_region":"a"}                                | the parameter 'shared_memory_region' belongs to an extension
          """)
  void whatDoesNotAddUpIsTold(String rest, String message) {
    assertThatThrownBy(() -> read("{\"inputs\":[" + input("x", rest) + "]}", 1, 2))
        .isInstanceOf(BadRequest.class)
        .hasMessageStartingWith(message);
  }

  /** Each row: parameters of the request, those of the output y, whether y and z are binary. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                           | {}                     | false | false
          null                         | null                   | false | false
          {}                           | {"binary_data":true}   | true  | false
          {"binary_data_output":true}  | {}                     | true  | true
          {"binary_data_output":true}  | {"binary_data":false}  | false | true
          {"binary_data_output":false} | {"binary_data":true}   | true  | false
          """)
  void anOutputSaysItselfOrTheRequestDoes(String all, String one, boolean y, boolean z)
      throws Exception {
    InferRequest request =
        read(
            "{\"parameters\":%s,\"inputs\":[],\"outputs\":[{\"name\":\"y\",\"parameters\":%s},{\"name\":\"z\"}]}"
                .formatted(all, one));

    assertThat(request.binary().holds("y")).isEqualTo(y);
    assertThat(request.binary().holds("z")).isEqualTo(z);
  }

  @Test
  void anExtensionThatChangesTheAnswerIsNotOverlooked() {
    assertThatThrownBy(
            () ->
                read(
                    "{\"inputs\":[],\"outputs\":[{\"name\":\"y\",\"parameters\":{\"classification\":3}}]}"))
        .hasMessage(
            "the parameter 'classification' belongs to an extension that this server does not"
                + " have");
    assertThatThrownBy(() -> read("{\"inputs\":[],\"parameters\":{\"sequence_id\":7}}"))
        .hasMessageStartingWith("the parameter 'sequence_id'");
  }

  @Test
  void aBodyWithoutJsonIsTheOneInput() throws Exception {
    InferRequest request = read("", 1, 2, 3, 4);

    assertThat(request.inputs().getFirst().name()).isEqualTo("x");
    assertThat(request.inputs().getFirst().shape()).containsExactly(2L, 2L);
    assertThat(ints(request.inputs().getFirst())).containsExactly(1, 2, 3, 4);
    assertThat(request.binary().holds("anything")).isTrue();
  }

  @Test
  void aBodyWithoutJsonNeedsAModelThatLeavesNothingOpen() {
    assertThatThrownBy(() -> read("", 1, 2, 3)).hasMessageContaining("asks for 8");
    for (List<TensorSpec> specs :
        List.of(
            List.<TensorSpec>of(),
            List.of(ROWS, ROWS),
            List.of(new TensorSpec("x", Datatype.BYTES, List.of(1L))),
            List.of(new TensorSpec("x", Datatype.INT32, List.of(-1L, -1L))))) {
      assertThatThrownBy(() -> read(specs, "", 1, 2))
          .isInstanceOf(BadRequest.class)
          .hasMessageStartingWith("a body without JSON is for models with one input");
    }
  }

  @Test
  void answersCarryBytesBehindTheJsonInTheOrderOfTheOutputs() throws Exception {
    Tensor a = BinaryData.read("a", Datatype.INT8, List.of(2L), ByteBuffer.wrap(new byte[] {1, 2}));
    Tensor b = new Tensor.Bytes("b", List.of(1L), List.of(new byte[] {9}));

    Reply reply =
        InferResponseWriter.write(
            "m", "1", "7", List.of(a, b, a), new BinaryOutputs(Map.of("b", true), false));
    Reply all = InferResponseWriter.write("m", null, null, List.of(a, b), BinaryOutputs.ALL);

    assertThat(new String(reply.json(), StandardCharsets.UTF_8))
        .contains(
            "{\"name\":\"a\",\"datatype\":\"INT8\",\"shape\":[2],\"data\":[1,2]}",
            "{\"name\":\"b\",\"datatype\":\"BYTES\",\"shape\":[1],\"parameters\":{\"binary_data_size\":5}}");
    assertThat(reply.binary()).containsExactly(ByteBuffer.wrap(new byte[] {1, 0, 0, 0, 9}));
    assertThat(all.binary())
        .containsExactly(
            ByteBuffer.wrap(new byte[] {1, 2}), ByteBuffer.wrap(new byte[] {1, 0, 0, 0, 9}));
  }

  @Test
  void theSameTensorCanBeWrittenTwice() throws Exception {
    Tensor a = BinaryData.read("a", Datatype.INT8, List.of(2L), ByteBuffer.wrap(new byte[] {1, 2}));

    BinaryData.write(a).get();

    assertThat(BinaryData.write(a).remaining()).isEqualTo(2);
  }
}
