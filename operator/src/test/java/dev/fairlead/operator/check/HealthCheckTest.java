package dev.fairlead.operator.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthCheckTest {
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @ParameterizedTest
  @CsvSource({"200, UP, 0", "503, DOWN, 1", "404, none, 1", "204, , 1"})
  void itEndsWellOnlyIfTheAnswerIs200(int status, String body, int code) throws Exception {
    byte[] bytes = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/ready",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
          }
        });

    assertThat(check()).isEqualTo(code);
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("/ready answers " + status)
        .contains(body == null ? "" : body);
  }

  @Test
  void itEndsBadlyIfNobodyAnswers() throws Exception {
    stop();

    assertThat(check()).isEqualTo(1);
    assertThat(printed.toString(StandardCharsets.UTF_8)).contains("/ready does not answer");
  }

  private int check() throws InterruptedException {
    var address = URI.create("http://localhost:" + server.getAddress().getPort() + "/ready");
    return HealthCheck.check(address, new PrintStream(printed, true, StandardCharsets.UTF_8));
  }
}
