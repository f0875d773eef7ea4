package dev.fairlead.runtime.protocol.oip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.Tensor;
import dev.fairlead.runtime.tensor.TensorSpec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InferRequestReaderTest {
  private final InferRequestReader reader =
      new InferRequestReader(List.of(new TensorSpec("x", Datatype.INT32, List.of(-1L, 2L))));

  private InferRequest read(String body) throws BadRequest {
    return reader.read(body.getBytes(StandardCharsets.UTF_8));
  }

  /** One input x of INT32 with that shape and data. */
  private Tensor.Fixed input(String shape, String data) throws BadRequest {
    String body =
        "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"INT32\",\"shape\":%s,\"data\":%s}]}"
            .formatted(shape, data);
    return (Tensor.Fixed) read(body).inputs().getFirst();
  }

  private static int[] ints(Tensor.Fixed tensor) {
    int[] ints = new int[tensor.data().remaining() / Integer.BYTES];
    tensor.data().asIntBuffer().get(ints);
    return ints;
  }

  @Test
  void readsWhatTheClientNames() throws Exception {
    InferRequest request =
        read(
            """
            {"id":"7","parameters":{"id":{"inputs":[]}},
             "inputs":[{"parameters":{"a":[{}]},"name":"x","datatype":"INT32","shape":[1,2],"data":[1,-2]},
                       {"name":"t","datatype":"BYTES","shape":[1],"data":["gr\\u00fc\\u00df"]}],
             "outputs":[{"name":"y","parameters":{"name":"z"}},{"name":"w"}]}
            """);

    assertThat(request.id()).isEqualTo("7");
    assertThat(request.outputs()).containsExactly("y", "w");
    assertThat(request.inputs()).extracting(Tensor::name).containsExactly("x", "t");
    assertThat(request.inputs())
        .extracting(Tensor::shape)
        .containsExactly(List.of(1L, 2L), List.of(1L));
    assertThat(ints((Tensor.Fixed) request.inputs().getFirst())).containsExactly(1, -2);
    assertThat(((Tensor.Bytes) request.inputs().getLast()).elements())
        .containsExactly("grüß".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whatIsLeftOutMayBeWrittenAsNull() throws Exception {
    InferRequest request = read("{\"id\":null,\"outputs\":null,\"inputs\":[]}");

    assertThat(request.id()).isNull();
    assertThat(request.outputs()).isEmpty();
  }

  @Test
  void dataMayComeBeforeItsDatatypeAndShape() throws Exception {
    InferRequest request =
        read(
            "{\"inputs\":[{\"name\":\"x\",\"data\":[[1,2]],\"shape\":[1,2],\"datatype\":\"INT32\"}]}");

    assertThat(ints((Tensor.Fixed) request.inputs().getFirst())).containsExactly(1, 2);
  }

  /** As Go, and the API server, write them. */
  @Test
  void fieldsMayBeSortedByName() throws Exception {
    InferRequest request =
        read(
            """
            {"id": "7", "inputs": [
              {"data": [[1, 2]], "datatype": "INT32", "name": "z", "shape": [1, 2]},
              {"data": ["a", "\u00fc"], "datatype": "BYTES", "name": "t", "shape": [2]}]}
            """);

    assertThat(ints((Tensor.Fixed) request.inputs().getFirst())).containsExactly(1, 2);
    assertThat(request.inputs().getLast())
        .isInstanceOfSatisfying(Tensor.Bytes.class, t -> assertThat(t.shape()).containsExactly(2L));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [4]       | [1,2,3,4]
          [2,2]     | [1,2,3,4]
          [2,2]     | [[1,2],[3,4]]
          [2,1,2]   | [[[1,2]],[[3,4]]]
          [4,1]     | [[1],[2],[3],[4]]
          """)
  void nestedAndFlatDataAreTheSame(String shape, String data) throws Exception {
    assertThat(ints(input(shape, data))).containsExactly(1, 2, 3, 4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [0]       | []
          [0,2]     | []
          [2,0]     | []
          [2,0]     | [[],[]]
          [2,0,3]   | [[],[]]
          """)
  void noElementsAreATensorToo(String shape, String data) throws Exception {
    assertThat(input(shape, data).data().remaining()).isZero();
  }

  @Test
  void aScalarHasOneElement() throws Exception {
    assertThat(ints(input("[]", "[5]"))).containsExactly(5);
  }

  @Test
  void manyElementsAreAllThere() throws Exception {
    String data = "[" + "7,".repeat(99_999) + "8]";

    int[] ints = ints(input("[100000]", data));

    assertThat(ints).hasSize(100_000);
    assertThat(ints[99_998]).isEqualTo(7);
    assertThat(ints[99_999]).isEqualTo(8);
  }

  /** Each row: shape, data, what the message says. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [2,2]                  | [1,2,3]           | the data of 'x' has 3 elements, its shape [2, 2] asks for 4
          [0,2]                  | [1]               | the data of 'x' has 1 elements, its shape [0, 2] asks for 0
          [2,2]                  | [[1,2,3],[4]]     | the arrays in the data of 'x' differ in length or depth
          [2,2]                  | [[1,2],3,4]       | the arrays in the data of 'x' differ in length or depth
          [2,2]                  | [1,2,[3,4]]       | the arrays in the data of 'x' differ in length or depth
          [2,1]                  | [[1],[[2]]]       | the arrays in the data of 'x' differ in length or depth
          [2,0]                  | [[],[[]]]         | the arrays in the data of 'x' differ in length or depth
          [3,2]                  | [[1,2,3],[4,5,6]] | the data of 'x' is nested as [2, 3], its shape is [3, 2]
          [2]                    | [[1,2]]           | the data of 'x' is nested as [1, 2], its shape is [2]
          [1,1,2]                | [[1,2]]           | the data of 'x' is nested as [1, 2], its shape is [1, 1, 2]
          [-1,2]                 | [1,2]             | the shape [-1, 2] of 'x' is not one that data can have
          [4294967296,4294967296] | []               | the shape [4294967296, 4294967296] of 'x' is not one that data can have
          [99999999999999999999] | []                | 'shape' has a dimension that no tensor can have
          [1.5]                  | [1]               | 'shape' holds something that does not belong there
          ["1"]                  | [1]               | 'shape' holds something that does not belong there
          2                      | [1,2]             | 'shape' must be an array
          [2]                    | 1                 | 'data' must be an array
          [2]                    | null              | 'data' must be an array
          [1]                    | [{}]              | the data of 'x' must be whole numbers from -2147483648 to 2147483647 (INT32), found {
          [1]                    | [null]            | the data of 'x' must be whole numbers from -2147483648 to 2147483647 (INT32), found null
          [2]                    | [1,,2]            | the data of 'x' is not valid JSON
          [2]                    | [1,NaN]           | the data of 'x' is not valid JSON
          """)
  void dataThatDoesNotFitItsShapeIsTold(String shape, String data, String message) {
    assertThatThrownBy(() -> input(shape, data))
        .isInstanceOf(BadRequest.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void depthHasAnEnd() {
    assertThatThrownBy(() -> input("[1]", "[".repeat(1_000_000)))
        .isInstanceOf(BadRequest.class)
        .hasMessage("the data of 'x' is nested too deeply");
    assertThatThrownBy(() -> read("{\"other\":" + "[".repeat(1_000_000)))
        .isInstanceOf(BadRequest.class)
        .hasMessageContaining("not valid JSON");
    assertThatThrownBy(() -> input("[" + "1,".repeat(1_000) + "1]", "[1]"))
        .isInstanceOf(BadRequest.class)
        .hasMessage("'shape' has more than 32 dimensions");
  }

  @Test
  void aNumberWithoutEndNamesItsTensor() {
    assertThatThrownBy(() -> input("[1]", "[" + "9".repeat(1_000_000) + "]"))
        .isInstanceOf(BadRequest.class)
        .hasMessageStartingWith("the data of 'x' is not valid JSON")
        .message()
        .hasSizeLessThan(300);
  }

  /** Each row: a body, what the message says. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                                                            | the body must be a JSON object
          []                                                            | the body must be a JSON object
          {                                                             | the body is not valid JSON
          {"inputs":[]}}                                                | the body is not valid JSON
          {"inputs":[]} {}                                              | the body goes on after the end of its JSON object
          {"id":"7"}                                                    | 'inputs' is missing
          {"inputs":null}                                               | 'inputs' is missing
          {"id":7,"inputs":[]}                                          | 'id' must be a string
          {"id":{"inputs":[]}}                                          | 'id' must be a string
          {"inputs":{}}                                                 | 'inputs' must be an array
          {"inputs":[1]}                                                | 'inputs' holds something that does not belong there
          {"inputs":[],"inputs":[]}                                     | 'inputs' is given twice
          {"inputs":[],"outputs":["y"]}                                 | 'outputs' holds something that does not belong there
          {"inputs":[],"outputs":[{}]}                                  | an output needs a 'name'
          {"inputs":[],"outputs":[{"name":7}]}                          | 'name' must be a string
          {"inputs":[{"name":{"name":"x"}}]}                            | 'name' must be a string
          {"inputs":[{"name":"x","name":"x"}]}                          | 'name' is given twice
          {"inputs":[{"name":"x","datatype":"int32"}]}                  | 'int32' is not a datatype
          {"inputs":[{"name":"x","datatype":null}]}                     | 'datatype' must be a string
          {"inputs":[{"name":"x","datatype":"INT32","shape":[1]}]}      | an input needs 'name', 'datatype', 'shape' and 'data': see 'x'
          {"inputs":[{"data":[1],"name":"x"}]}                          | an input needs 'name', 'datatype', 'shape' and 'data': see 'x'
          {"inputs":[{"name":"z","data":[1]}]}                          | an input needs 'name', 'datatype', 'shape' and 'data': see 'z'
          {"inputs":[{"data":[1],"data":[1]}]}                          | 'data' is given twice
          {"inputs":[{"data":7}]}                                       | 'data' must be an array
          {"inputs":[{"data":["a"],"datatype":"INT32","name":"x","shape":[1]}]} | the data of 'x'
          {"inputs":[{"name":"x","data":[1],"datatype":"FP64","shape":[1]}]}  | the input 'x' is FP64, the model takes INT32
          {"inputs":[{"name":"x","data":[1],"datatype":"BYTES","shape":[1]}]} | the input 'x' is BYTES, the model takes INT32
          {"inputs":[{"name":"x","datatype":"INT32","data":[1],"data":[1],"shape":[1]}]} | 'data' is given twice
          """)
  void bodiesOfAnotherFormAreTold(String body, String message) {
    assertThatThrownBy(() -> read(body))
        .isInstanceOf(BadRequest.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void whatIsNotUtf8IsNotJson() {
    byte[] body = {'{', '"', (byte) 0xff, '"', ':', '1', '}'};

    assertThatThrownBy(() -> reader.read(body))
        .isInstanceOf(BadRequest.class)
        .hasMessageStartingWith("the body is not valid JSON");
  }
}
