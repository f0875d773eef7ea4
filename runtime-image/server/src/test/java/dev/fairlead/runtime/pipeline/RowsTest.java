package dev.fairlead.runtime.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowsTest {
  @Test
  void whatIsJoinedComesApartAgain() {
    Tensor one = floats(1, 1f, 2f);
    Tensor two = floats(2, 3f, 4f, 5f, 6f);

    Tensor joined = Rows.join(List.of(one, two));

    assertThat(joined).isEqualTo(floats(3, 1f, 2f, 3f, 4f, 5f, 6f));
    assertThat(Rows.part(joined, 0, 1)).isEqualTo(one);
    assertThat(Rows.part(joined, 1, 2)).isEqualTo(two);
  }

  @Test
  void textsToo() {
    Tensor joined = Rows.join(List.of(texts("a", "b"), texts("c")));

    assertThat(joined.shape()).containsExactly(3L);
    assertThat(((Tensor.Bytes) Rows.part(joined, 1, 2)).elements())
        .containsExactly(new byte[] {'b'}, new byte[] {'c'});
  }

  @Test
  void aPartOfAPartIsCountedFromThere() {
    Tensor all = floats(3, 1f, 2f, 3f, 4f, 5f, 6f);

    assertThat(Rows.part(Rows.part(all, 1, 2), 1, 1)).isEqualTo(floats(1, 5f, 6f));
  }

  private static Tensor texts(String... texts) {
    return new Tensor.Bytes(
        "t",
        List.of((long) texts.length),
        List.of(texts).stream()
            .map(t -> t.getBytes(java.nio.charset.StandardCharsets.UTF_8))
            .toList());
  }

  private static Tensor floats(int rows, float... values) {
    ByteBuffer data =
        ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
    data.asFloatBuffer().put(values);
    return new Tensor.Fixed(
        "x", Datatype.FP32, List.of((long) rows, (long) values.length / rows), data);
  }
}
