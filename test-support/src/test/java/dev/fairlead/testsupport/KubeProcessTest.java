package dev.fairlead.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeProcessTest {
  @TempDir Path folder;

  @Test
  void aProgramThatEndedIsReportedWithTheEndOfItsLog() {
    KubeProcess process = shell("echo the cause; exit 3");
    Waiting.until("its end", () -> !process.isAlive());
    assertThatThrownBy(process::requireAlive)
        .hasMessageContaining("sh ended with 3")
        .hasMessageContaining("the cause");
  }

  @Test
  void aProgramIsEndedByItsId() {
    try (KubeProcess process = shell("echo $$; while :; do read line; done")) {
      assertThat(process.isAlive()).isTrue();
      process.stop();
      assertThat(ProcessHandle.of(process.pid()).filter(ProcessHandle::isAlive)).isEmpty();
    }
  }

  private KubeProcess shell(String script) {
    return KubeProcess.start(folder, folder.resolve("sh.log"), List.of("/bin/sh", "-c", script));
  }
}
