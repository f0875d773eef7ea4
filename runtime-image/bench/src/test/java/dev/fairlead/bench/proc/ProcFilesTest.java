package dev.fairlead.bench.proc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProcFilesTest {
  @Test
  void cpuTimeIsFoundBehindAnyCommand() {
    String stat =
        "4242 (a) b (c d) S 1 4242 4242 0 -1 4194560 9000 0 12 0 310 25 7 8 20 0 14 0 99 1 2";

    assertThat(ProcFiles.ticks(stat)).isEqualTo(335);
  }

  @Test
  void memoryIsFoundByItsName() {
    List<String> rollup =
        List.of(
            "55e0-7ffd ---p 00000000 00:00 0    [rollup]",
            "Rss:              104448 kB",
            "Pss:               51200 kB",
            "Pss_Anon:          40000 kB");

    assertThat(ProcFiles.kib(rollup, "Rss")).isEqualTo(104_448);
    assertThat(ProcFiles.kib(rollup, "Pss")).isEqualTo(51_200);
    assertThat(ProcFiles.kib(rollup, "Swap")).isZero();
    assertThat(ProcFiles.kib(List.of("VmRSS:\t    4096 kB"), "VmRSS")).isEqualTo(4_096);
  }

  @Test
  void thisProcessHasMemoryAndUsesCpu() {
    var self = new ProcessTree(ProcessHandle.current());

    assertThat(self.memory().rssMib()).isPositive();
    assertThat(self.rssMib()).isPositive();
    assertThat(self.cpuSeconds()).isPositive();
  }
}
