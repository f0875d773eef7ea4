package dev.fairlead.bench;

import dev.fairlead.bench.load.Answer;
import dev.fairlead.bench.load.Connection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What a server says of itself, in Prometheus' text format. */
final class Metrics {
  private static final byte[] REQUEST =
      "GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  /** Counted whenever garbage is collected, not in between. */
  private static final String ALLOCATED = "jvm_memory_pool_allocated_bytes_total";

  /** Where all but the largest objects begin; what survives is counted in other pools once more. */
  private static final String BEGINNING = "Eden Space\"";

  private Metrics() {}

  /** Bytes that the server ever allocated on its heap; NaN if it does not say. */
  static double allocatedBytes(int port) throws IOException {
    try (var connection = new Connection(port)) {
      Answer answer = connection.ask(REQUEST);
      return allocatedBytes(new String(answer.body(), StandardCharsets.UTF_8));
    }
  }

  /** The same of a text that it sent. */
  static double allocatedBytes(String text) {
    return text.lines()
        .filter(line -> line.startsWith(ALLOCATED + "{") && line.contains(BEGINNING))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElse(Double.NaN);
  }
}
