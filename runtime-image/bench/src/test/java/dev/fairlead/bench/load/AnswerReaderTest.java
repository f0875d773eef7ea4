package dev.fairlead.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerReaderTest {
  /** An answer as a network may bring it: byte by byte. */
  private static AnswerReader reader(String text) {
    var bytes = new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
    return new AnswerReader(
        new FilterInputStream(bytes) {
          @Override
          public int read(byte[] into, int at, int length) throws IOException {
            return super.read(into, at, Math.min(1, length));
          }
        });
  }

  private static String text(Answer answer) {
    return new String(answer.body(), StandardCharsets.ISO_8859_1);
  }

  @Test
  void oneAnswerFollowsTheOther() throws IOException {
    AnswerReader reader =
        reader(
            "HTTP/1.1 200 OK\r\ncontent-length: 3\r\nserver: x\r\n\r\nabc"
                + "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

    Answer first = reader.read();
    assertThat(first.status()).isEqualTo(200);
    assertThat(text(first)).isEqualTo("abc");
    assertThat(first.closes()).isFalse();
    Answer second = reader.read();
    assertThat(second.status()).isEqualTo(503);
    assertThat(text(second)).isEmpty();
    assertThat(second.closes()).isTrue();
  }

  @Test
  void chunksAreOneBody() throws IOException {
    AnswerReader reader =
        reader(
            String.join(
                "\r\n",
                List.of(
                    "HTTP/1.1 200 OK",
                    "Transfer-Encoding: chunked",
                    "",
                    "3",
                    "abc",
                    "A;x=y",
                    "0123456789",
                    "0",
                    "",
                    "HTTP/1.1 200 OK",
                    "Content-Length: 1",
                    "",
                    "z")));

    assertThat(text(reader.read())).isEqualTo("abc0123456789");
    assertThat(text(reader.read())).isEqualTo("z");
  }

  @Test
  void anEndInMidAnswerIsAFailure() {
    assertThatThrownBy(() -> reader("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc").read())
        .isInstanceOf(EOFException.class);
    assertThatThrownBy(() -> reader("").read()).isInstanceOf(EOFException.class);
  }

  @Test
  void somethingElseThanHttpIsAFailure() {
    assertThatThrownBy(() -> reader("SSH-2.0-x\r\n").read()).isInstanceOf(ProtocolException.class);
  }
}
