package dev.fairlead.runtime.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.runtime.metrics.ServerMetrics;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class AccessLinesTest {
  private final ServerMetrics metrics = new ServerMetrics();

  @Test
  void aRequestIsALineOfJson() {
    var out = new ByteArrayOutputStream();
    try (var log = new AccessLines(out, "7", metrics)) {
      log.write(
          new Access(
              Instant.parse("2026-01-02T03:04:05.678Z"),
              "oip",
              "POST /v2/models/m/infer",
              200,
              1_234_567,
              10,
              20,
              "a",
              null,
              "127.0.0.1"));
    }

    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"time\":\"2026-01-02T03:04:05.678Z\",\"protocol\":\"oip\","
                + "\"request\":\"POST /v2/models/m/infer\",\"code\":200,\"duration_ms\":1.235,"
                + "\"request_bytes\":10,\"response_bytes\":20,\"model_version\":\"7\","
                + "\"id\":\"a\",\"client\":\"127.0.0.1\"}\n");
  }

  @Test
  void whateverAClientSendsStaysInItsLine() {
    String hostile = "GET /\n{\"code\":200}\r\u0000\u001b[31m\u007f\u0085\u2028\u202e\uD800";
    var out = new ByteArrayOutputStream();
    try (var log = new AccessLines(out, null, metrics)) {
      log.write(access(hostile + "x".repeat(10_000)));
    }

    String line = out.toString(StandardCharsets.UTF_8);
    assertThat(line).hasLineCount(1).endsWith("\n").hasSizeLessThan(1_000);
    assertThat(line.strip().chars()).allMatch(c -> c >= ' ' && c <= '~');
    JsonNode read = new JsonMapper().readTree(line);
    assertThat(read.path("code").asInt()).isEqualTo(404);
    assertThat(read.path("request").asString()).startsWith("GET /\n{\"code\":200}\r");
  }

  @Test
  void aReaderThatStandsStillHoldsNobodyUpAndWhatIsLostIsCounted() throws Exception {
    var stuck = new StuckOutput();
    try (var log = new AccessLines(stuck, null, metrics)) {
      log.write(access("first"));
      stuck.entered.await();
      for (int i = 0; i < AccessLines.WAITING + 3; i++) {
        log.write(access("more"));
      }
      assertThat(new String(metrics.scrape(), StandardCharsets.UTF_8))
          .contains("fairlead_access_log_dropped_total 3.0");

      stuck.goOn.countDown();
      // the end waits for the last lines, but not for long
      while (stuck.lines.get() <= AccessLines.WAITING) {
        Thread.onSpinWait();
      }
    }

    assertThat(stuck.written.toString(StandardCharsets.UTF_8))
        .hasLineCount(AccessLines.WAITING + 1);
  }

  private static Access access(String request) {
    return new Access(Instant.EPOCH, "oip", request, 404, 1, 0, 0, null, null, null);
  }

  /** Takes nothing until it may. */
  private static final class StuckOutput extends OutputStream {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final AtomicInteger lines = new AtomicInteger();

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      entered.countDown();
      while (goOn.getCount() > 0) {
        Thread.onSpinWait();
      }
      written.write(bytes, from, length);
      lines.incrementAndGet();
    }
  }
}
