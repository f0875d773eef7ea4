package dev.fairlead.operator.scrape;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that mean no good, or do no good. */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PostTest {
  private static final Duration MOST = Duration.ofSeconds(1);
  private static final long BETWEEN_BYTES = TimeUnit.MILLISECONDS.toNanos(100);

  private final ServerSocket server = listening();

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void headersWithoutAnEndAreCutOff() {
    Thread.ofVirtual().start(this::trickle);
    assertThatThrownBy(() -> post("{}"))
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessage("it did not answer within 1s");
  }

  @Test
  void soIsARequestThatNobodyTakesIn() {
    String large = "1".repeat(32 << 20);
    assertThatThrownBy(() -> post(large)).isInstanceOf(SocketTimeoutException.class);
  }

  private void post(String body) throws IOException, InterruptedException {
    Post.to(LocalServer.ADDRESS, server.getLocalPort(), "/", body, MOST);
  }

  private void trickle() {
    try (Socket socket = server.accept();
        OutputStream out = socket.getOutputStream()) {
      out.write("HTTP/1.1 200 OK\r\nX: ".getBytes(StandardCharsets.US_ASCII));
      while (true) {
        out.write('x');
        LockSupport.parkNanos(BETWEEN_BYTES);
      }
    } catch (IOException e) {
      // it was cut off
    }
  }

  private static ServerSocket listening() {
    try {
      return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
