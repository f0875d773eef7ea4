package dev.fairlead.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.bench.load.Cell;
import dev.fairlead.bench.model.Workload;
import dev.fairlead.bench.proc.Memory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static final long MILLI = 1_000_000;

  /** Of one second: so many inferences, each of that latency. */
  private static Cell cell(long inferences, int failures, long millis) {
    return new Cell(new long[] {millis * MILLI}, inferences, failures, 1, 2);
  }

  private final Results results = new Results();

  private String report() {
    return Report.of(results, List.of(Map.entry("processor", "2 x some")));
  }

  @Test
  void eachThroughputIsComparedWithTheBestPeers() {
    results.add(Workload.MINILM, Role.PEER, "kserve", 16, cell(50, 0, 4));
    results.add(Workload.MINILM, Role.PEER, "litserve", 16, cell(100, 0, 3));
    results.add(Workload.MINILM, Role.FAIRLEAD, "Fairlead", 16, cell(150, 0, 2));

    assertThat(report())
        .contains("| processor | 2 x some |")
        .contains("| 16 | **Fairlead** | 150 | 1.50 | 2.00 | 2.00 | 75.0 | 0 |")
        .contains("| 16 | kserve | 50.0 | 0.500 | 4.00 | 4.00 | 25.0 | 0 |")
        .contains("throughput at 16 clients, of the best peer's | 1.50 | ≥ 1.35 | yes |");
  }

  @Test
  void whoFailsDoesNotWin() {
    results.add(Workload.MINILM, Role.PEER, "kserve", 16, cell(50, 0, 4));
    results.add(Workload.MINILM, Role.PEER, "litserve", 16, cell(1_000, 3, 1));
    results.add(Workload.MINILM, Role.FAIRLEAD, "Fairlead", 16, cell(60, 0, 2));

    assertThat(report())
        .contains("| 16 | litserve | 1,000 | – |", "| **3** |")
        .contains("| 1.20 | ≥ 1.35 | **no** |");
  }

  @Test
  void figuresAreMediansOfTheRounds() {
    for (long inferences : new long[] {10, 1_000, 30}) {
      results.add(Workload.MLP, Role.FAIRLEAD, "Fairlead", 1, cell(inferences, 0, 1));
    }

    assertThat(report()).contains("| 1 | **Fairlead** | 30.0 |");
  }

  @Test
  void overheadIsWhatTheClientWaitsBeyondTheEngine() {
    results.add(Workload.MLP, Role.BASELINE, Baselines.RAW_ONE, 1, cell(1, 0, 1));
    results.add(Workload.MLP, Role.FAIRLEAD, "Fairlead", 1, cell(1, 0, 3));

    assertThat(report()).contains("less the engine's, µs | 2,000 | ≤ 150 | **no** |");
  }

  @Test
  void startsAndMemoryHaveARowForEachServer() {
    results.add(
        Workload.MINILM,
        Role.PEER,
        "kserve",
        new Start(2.5, new Memory(300, 200), new Memory(400, 250)));

    assertThat(report())
        .contains("| MiniLM, texts of 16 tokens | kserve | 2.50 | 300 | 200 | 400 | 250 |");
  }

  @Test
  void fairleadIsToStartSoonAndToStaySmall() {
    results.add(
        Workload.MINILM,
        Role.FAIRLEAD,
        "Fairlead",
        new Start(0.75, new Memory(150, 140), new Memory(190, 180)));

    assertThat(report())
        .contains("start to the first answer, s | 0.750 | ≤ 1.00 | yes |")
        .contains("RSS after loading, MiB | 150 | ≤ 180 | yes |")
        .contains("RSS after all clients, MiB | 190 | ≤ 180 | **no** |");
  }

  @Test
  void int8IsComparedWithWhatPeersReachWithFp32() {
    results.add(Workload.MINILM, Role.PEER, "kserve", 16, cell(50, 0, 4));
    results.add(Workload.INT8, Role.PEER, "kserve", 16, cell(80, 0, 4));
    results.add(Workload.INT8, Role.FAIRLEAD, "Fairlead", 16, cell(160, 0, 4));
    results.add(Workload.STATIC, Role.FAIRLEAD, "Fairlead", 16, cell(140, 0, 4));

    assertThat(report())
        .containsPattern("dynamic int8.* of the best peer's with FP32 \\| 3.20 \\| ≥ 3.00 \\| yes")
        .containsPattern(
            "static int8.* of the best peer's with FP32 \\| 2.80 \\| ≥ 3.00 \\| \\*\\*no");
  }

  @Test
  void eachWorkloadHasAPicture() {
    results.add(Workload.MLP_BINARY, Role.FAIRLEAD, "Fairlead", 16, cell(160, 0, 4));

    assertThat(report()).contains("](plots/mlp-binary.svg)").doesNotContain("minilm.svg");
    assertThat(Plots.of(results)).containsOnlyKeys("mlp-binary.svg");
  }

  @Test
  void aGoalThatWasNotMeasuredIsNotThere() {
    assertThat(report()).doesNotContain("## Goals");
  }
}
