package dev.fairlead.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.fairlead.bench.model.Input;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DialectTest {
  private static final Input TEXT = new Input.Text("a b");

  private static Input row(boolean binary) {
    return new Input.Floats(new long[] {1, 2}, new float[] {1, -0.5f}, binary);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  @Test
  void aRequestIsWholeAndSaysItsLength() {
    assertThat(text(Dialect.OPENAI.request(TEXT)))
        .isEqualTo(
            "POST /embeddings HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                + "Content-Length: 27\r\n\r\n{\"model\":\"m\",\"input\":\"a b\"}");
  }

  @Test
  void tensorsGoAsNumbersOrAsBytes() {
    assertThat(text(Dialect.OIP.request(row(false))))
        .endsWith(
            "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[1.0,-0.5]}]}");
    assertThat(text(Dialect.OIP.request(row(true))))
        .contains("Inference-Header-Content-Length: 93\r\n")
        .endsWith("{\"binary_data_size\":8}}]}\0\0\u0080?\0\0\0\u00bf");
    assertThat(text(Dialect.OIP_BASE64.request(row(true)))).contains("\"data\":[\"AACAPwAAAL8=\"]");
    assertThat(text(Dialect.PLAIN.request(row(false)))).endsWith("{\"x\":[1.0,-0.5]}");
  }

  @Test
  void severalTextsGoInOneRequest() {
    assertThat(text(Dialect.texts(List.of(TEXT, new Input.Text("c")))))
        .endsWith("\"datatype\":\"BYTES\",\"shape\":[2],\"data\":[\"a b\",\"c\"]}]}");
  }

  @Test
  void aRequestMayNameItsTime() {
    byte[] request = Dialect.OPENAI.request(TEXT);

    assertThat(text(Dialect.within(Duration.ofMillis(1_500), request)))
        .isEqualTo(
            text(request).replace("/1.1\r\nHost", "/1.1\r\nx-request-timeout-ms: 1500\r\nHost"));
  }

  @Test
  void numbersAreFoundInAnswers() {
    byte[] answer =
        "{\"outputs\":[{\"shape\":[1,2],\"data\":[3,0.5]}]}".getBytes(StandardCharsets.UTF_8);

    assertThat(Dialect.OIP.read(answer)).containsExactly(3, 0.5f);
    assertThatIllegalStateException()
        .isThrownBy(() -> Dialect.PLAIN.read(answer))
        .withMessageContaining("no numbers at /y");
  }

  @Test
  void answersAgreeOrTheRaceEnds() {
    Agreement.check("x", new float[] {1, 2}, new float[] {1, 2.00001f});
    assertThatIllegalStateException()
        .isThrownBy(() -> Agreement.check("kserve", new float[] {1, 2}, new float[] {2, 1}))
        .withMessageContaining("kserve computes something else");
    assertThatIllegalStateException()
        .isThrownBy(() -> Agreement.check("x", new float[] {1}, new float[] {1, 2}));
    assertThatIllegalStateException()
        .isThrownBy(() -> Agreement.check("x", new float[] {1, 2}, new float[] {2, 4}))
        .withMessageContaining("its answer is 2.0000 times as long");
  }
}
