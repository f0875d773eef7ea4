package dev.fairlead.runtime.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.Tensor;
import dev.fairlead.runtime.tensor.TensorSpec;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VectorsTest {
  private static final List<Long> ANY = List.of(-1L, -1L);

  @Test
  void ofTwoTextsEachTokenSaysWhichItBelongsTo() {
    List<TensorSpec> inputs =
        List.of(
            new TensorSpec("input_ids", Datatype.INT64, ANY),
            new TensorSpec("attention_mask", Datatype.INT64, ANY),
            new TensorSpec("token_type_ids", Datatype.INT64, ANY));
    var pair = new Tokens(new long[] {101, 7, 102, 8, 102}, new long[] {0, 0, 0, 1, 1});
    var single = new Tokens(new long[] {101, 9, 102});

    List<Tensor> tensors = Vectors.tokens(inputs, List.of(pair, single), 5, 3);

    assertThat(tensors).allMatch(tensor -> tensor.shape().equals(List.of(2L, 5L)));
    assertThat(values(tensors.get(0)))
        .containsExactly(101L, 7L, 102L, 8L, 102L, 101L, 9L, 102L, 3L, 3L);
    assertThat(values(tensors.get(1))).containsExactly(1L, 1L, 1L, 1L, 1L, 1L, 1L, 1L, 0L, 0L);
    assertThat(values(tensors.get(2))).containsExactly(0L, 0L, 0L, 1L, 1L, 0L, 0L, 0L, 0L, 0L);
  }

  private static List<Long> values(Tensor tensor) {
    LongBuffer numbers =
        ((Tensor.Fixed) tensor).data().duplicate().order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
    var values = new ArrayList<Long>();
    while (numbers.hasRemaining()) {
      values.add(numbers.get());
    }
    return values;
  }
}
