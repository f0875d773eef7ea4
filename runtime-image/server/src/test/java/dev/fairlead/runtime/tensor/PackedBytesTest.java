package dev.fairlead.runtime.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PackedBytesTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void eachIsWhatWasGiven() {
    var strings = new PackedBytes.Builder();
    List<byte[]> given = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      given.add(bytes("x".repeat(i % 7)));
    }
    given.forEach(strings::add);

    assertThat(strings.size()).isEqualTo(100);
    assertThat(strings.build()).containsExactlyElementsOf(given);
    assertThat(new PackedBytes.Builder().build()).isEmpty();
  }

  @Test
  void nobodyChangesThem() {
    var strings = new PackedBytes.Builder();
    byte[] given = bytes("ab");
    strings.add(given);
    List<byte[]> packed = strings.build();
    given[0] = 'x';
    packed.getFirst()[0] = 'y';

    assertThat(packed.getFirst()).isEqualTo(bytes("ab"));
    assertThatThrownBy(() -> packed.get(1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> packed.set(0, given))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
