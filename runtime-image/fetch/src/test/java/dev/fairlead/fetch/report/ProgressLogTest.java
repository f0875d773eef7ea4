package dev.fairlead.fetch.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.fetch.report.Progress.Phase;
import dev.fairlead.fetch.report.Progress.Snapshot;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProgressLogTest {
  private static final long GIB = 1L << 30;

  @Test
  void saysHowMuchHowFastAndHowLongStill() {
    var before = new Snapshot(Phase.DOWNLOADING, GIB, 20 * GIB, "model.onnx", "");
    var now = new Snapshot(Phase.DOWNLOADING, 2 * GIB, 20 * GIB, "model.onnx", "");

    assertThat(ProgressLog.text(before, now, Duration.ofSeconds(4)))
        .isEqualTo(
            "Downloading model.onnx: 2.0 GiB of 20.0 GiB (10 %), 256.0 MiB/s, about 73 s left");
  }

  @Test
  void saysNoMoreThanItKnows() {
    var before = new Snapshot(Phase.DOWNLOADING, 0, -1, "m", "");
    var now = new Snapshot(Phase.DOWNLOADING, 500, -1, "m", "");

    assertThat(ProgressLog.text(before, now, Duration.ofSeconds(1)))
        .isEqualTo("Downloading m: 500 bytes, 500 bytes/s");
    assertThat(
            ProgressLog.text(
                before, new Snapshot(Phase.UNPACKING, 0, -1, "m", ""), Duration.ofSeconds(1)))
        .isEqualTo("Unpacking m");
  }

  @Test
  void saysWhatIsTriedAgain() {
    var before = new Snapshot(Phase.DOWNLOADING, 0, -1, "m", "");
    var now = new Snapshot(Phase.DOWNLOADING, 0, -1, "m", "FetchFailed: h: gone (attempt 1 of 5)");

    assertThat(ProgressLog.text(before, now, Duration.ofSeconds(1)))
        .isEqualTo("Downloading m, trying again after FetchFailed: h: gone (attempt 1 of 5)");
  }

  @Test
  void isSilentWhileNothingMoves() throws InterruptedException {
    var lines = new LinkedBlockingQueue<String>();
    var progress = new Progress();
    progress.phase(Phase.DOWNLOADING, "m");
    try (var log = ProgressLog.start(progress, Duration.ofMillis(5), lines::add)) {
      assertThat(lines.poll(50, TimeUnit.MILLISECONDS)).isNull();
      progress.add(10);
      assertThat(lines.poll(10, TimeUnit.SECONDS)).startsWith("Downloading m: 10 bytes");
      assertThat(log).isNotNull();
    }
  }
}
