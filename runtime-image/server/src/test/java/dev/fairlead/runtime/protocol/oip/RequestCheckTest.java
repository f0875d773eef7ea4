package dev.fairlead.runtime.protocol.oip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.runtime.pipeline.Request;
import dev.fairlead.runtime.pipeline.TestTask;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.Tensor;
import dev.fairlead.runtime.tensor.TensorSpec;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RequestCheckTest {
  private static final TestTask TASK =
      new TestTask(
          List.of(spec("a", -1, 2), spec("b", 1)), List.of(spec("y", -1, 2), spec("z", 1)));

  private static TensorSpec spec(String name, long... shape) {
    return new TensorSpec(name, Datatype.BYTES, list(shape));
  }

  private static Tensor input(String name, long... shape) {
    int elements = (int) LongStream.of(shape).reduce(1, (a, b) -> a * b);
    return new Tensor.Bytes(name, list(shape), Collections.nCopies(elements, new byte[0]));
  }

  private static List<Long> list(long... values) {
    return LongStream.of(values).boxed().toList();
  }

  private static Request.Tensors check(List<Tensor> inputs, String... outputs) throws BadRequest {
    return RequestCheck.check(
        new InferRequest(null, inputs, Set.of(outputs), BinaryOutputs.NONE), TASK, 2);
  }

  @Test
  void allOutputsAreMeantWhereNoneIsNamed() throws Exception {
    assertThat(check(List.of(input("b", 1), input("a", 3, 2))).outputs()).containsExactly("y", "z");
    assertThat(check(List.of(input("a", 0, 2), input("b", 1)), "z").outputs()).containsExactly("z");
  }

  @Test
  void textsHaveAnEndAndOtherElementsNone() throws Exception {
    var texts = new TestTask(List.of(spec("text", -1)), List.of(spec("y", -1)));
    var two = new InferRequest(null, List.of(input("text", 2)), Set.of(), BinaryOutputs.NONE);
    var three = new InferRequest(null, List.of(input("text", 3)), Set.of(), BinaryOutputs.NONE);

    assertThat(RequestCheck.check(two, texts, 2).inputs()).hasSize(1);
    assertThat(check(List.of(input("a", 9, 2), input("b", 1))).inputs()).hasSize(2);
    assertThatThrownBy(() -> RequestCheck.check(three, texts, 2))
        .isInstanceOf(BadRequest.class)
        .hasMessage(
            "the input 'text' has 3 texts, 2 are allowed: send them in several requests, or raise maxTexts in model.yaml");
  }

  @Test
  void whatDoesNotFitIsNamed() {
    refused("the model has no input 'c', it has [a, b]", input("c", 1));
    refused("the input 'a' is missing", input("b", 1));
    refused("the input 'a' is given twice", input("a", 1, 2), input("a", 1, 2));
    refused("the input 'a' has the shape [1, 3], the model takes [-1, 2]", input("a", 1, 3));
    refused("the input 'a' has the shape [2], the model takes [-1, 2]", input("a", 2));
    assertThatThrownBy(() -> check(List.of(input("a", 1, 2), input("b", 1)), "q"))
        .isInstanceOf(BadRequest.class)
        .hasMessage("the model has no output 'q', it has [y, z]");
  }

  private static void refused(String message, Tensor... inputs) {
    assertThatThrownBy(() -> check(List.of(inputs)))
        .isInstanceOf(BadRequest.class)
        .hasMessage(message);
  }
}
