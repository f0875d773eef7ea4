package dev.fairlead.runtime.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.runtime.metrics.ServerMetrics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** That it follows the links of a kubelet is tried with whole servers. */
@Timeout(120)
class LiveFileTest {
  private final ServerMetrics metrics = new ServerMetrics();
  private final BlockingQueue<LiveSettings> applied = new LinkedBlockingQueue<>();

  @TempDir Path folder;

  private LiveFile follow() {
    return LiveFile.follow(folder.resolve("live"), metrics.traffic(), applied::add);
  }

  private void write(String document) throws IOException {
    Path live = Files.createDirectories(folder.resolve("live"));
    Path next = Files.writeString(folder.resolve("next"), document);
    Files.move(next, live.resolve("live.yaml"), StandardCopyOption.ATOMIC_MOVE);
  }

  private LiveSettings next() throws InterruptedException {
    return applied.poll(60, TimeUnit.SECONDS);
  }

  private void await(String line) {
    while (!new String(metrics.scrape(), StandardCharsets.UTF_8).contains(line + "\n")) {
      Thread.onSpinWait();
    }
  }

  @Test
  void whatIsThereIsInForceAtOnce() throws Exception {
    write("generation: 3");

    try (var live = follow()) {
      assertThat(live.get().generation()).isEqualTo(3);
      await("fairlead_live_generation 3.0");
    }
  }

  @Test
  void aFileThatComesLaterIsFound() throws Exception {
    try (var live = follow()) {
      assertThat(live.get()).isEqualTo(LiveSettings.NONE);
      write("generation: 1");

      assertThat(next().generation()).isEqualTo(1);
      assertThat(live.get().generation()).isEqualTo(1);
    }
  }

  @Test
  void whatIsWrongOrGoneLeavesTheLastGoodSettingsInForce() throws Exception {
    write("generation: 1");
    try (var live = follow()) {
      assertThat(next().generation()).isEqualTo(1);

      write("generation: two");
      await("fairlead_live_invalid 1.0");
      assertThat(live.get().generation()).isEqualTo(1);

      write("generation: 2");
      assertThat(next().generation()).isEqualTo(2);
      await("fairlead_live_invalid 0.0");

      Files.delete(folder.resolve("live/live.yaml"));
      await("fairlead_live_invalid 1.0");
      assertThat(live.get().generation()).isEqualTo(2);
    }
  }
}
