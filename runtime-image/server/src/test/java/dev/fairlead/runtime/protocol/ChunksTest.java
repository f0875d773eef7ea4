package dev.fairlead.runtime.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChunksTest {
  @ParameterizedTest
  @CsvSource({"0, 0", "0, 1", "100, 100", "100, 5000", "-1, 3000000", "2000000000, 3000000"})
  void whatIsWrittenIsThere(int guess, int bytes) {
    var chunks = new Chunks(guess);
    var expected = new ByteArrayOutputStream();
    for (int i = 0; i < bytes; i += 1_000) {
      byte[] part = new byte[Math.min(1_000, bytes - i)];
      Arrays.fill(part, (byte) (i / 1_000));
      chunks.write(part, 0, part.length);
      expected.writeBytes(part);
    }
    chunks.write(7);
    expected.write(7);

    assertThat(chunks.bytes()).isEqualTo(expected.toByteArray());
  }
}
