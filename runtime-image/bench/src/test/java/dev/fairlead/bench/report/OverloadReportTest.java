package dev.fairlead.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.bench.load.Flood;
import dev.fairlead.bench.model.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class OverloadReportTest {
  private static final long MILLI = 1_000_000;

  /** Of two seconds: 90 answers, the last of them after as many ms. */
  private static String report(long slowest) {
    long[] accepted =
        LongStream.concat(
                LongStream.generate(() -> MILLI).limit(89), LongStream.of(slowest * MILLI))
            .toArray();
    long[] lags = LongStream.generate(() -> 0).limit(400).toArray();
    var flood = new Flood(accepted, lags, Map.of(429, 300L, 504, 8L), 2, 100, 2);
    var result = new Overloaded(Workload.MINILM, 50, 250, Duration.ofMillis(500), flood, 160, 200);
    return OverloadReport.of(List.of(result), List.of(Map.entry("processor", "2 x some")));
  }

  @Test
  void goodputIsComparedWithThePeak() {
    assertThat(report(100))
        .contains("| processor | 2 x some |")
        .contains("answered in time, of the peak | 0.900 | ≥ 0.900 | yes |")
        .contains("| sent, /s | 200 |")
        .contains("| of those sent | 200: 22.5 %, 429: 75.0 %, 504: 2.00 %, no answer: 0.500 % |")
        .contains("| not sent: no socket was free | 20.0 % |");
  }

  @Test
  void anAnswerAfterItsTimeIsNoGoodput() {
    assertThat(report(501))
        .contains("answered in time, of the peak | 0.890 | ≥ 0.900 | **no** |")
        .contains("p99 of what was accepted, ms | 501 | ≤ 500 | **no** |");
  }

  @Test
  void memoryIsComparedWithThatBefore() {
    assertThat(report(100))
        .contains("resident memory at its most, of that before | 1.25 | ≤ 1.50 | yes |");
  }
}
