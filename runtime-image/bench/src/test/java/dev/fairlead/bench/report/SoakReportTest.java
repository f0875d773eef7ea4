package dev.fairlead.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.bench.model.Workload;
import dev.fairlead.bench.proc.Sample;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SoakReportTest {
  /** Of a million requests, with as many MiB more at their end. */
  private static String report(Workload workload, double growth, @Nullable Burst burst) {
    List<Sample> samples =
        LongStream.rangeClosed(0, 100)
            .mapToObj(i -> new Sample(i * 10_000, 150 + i * growth / 100))
            .toList();
    var result = new Soaked(workload, 1_000_000, 0, 200, samples, 23_456, burst);
    return SoakReport.of(List.of(result), List.of(Map.entry("processor", "2 x some")));
  }

  @Test
  void memoryThatStaysIsWellAndMemoryThatGrowsIsNot() {
    assertThat(report(Workload.MLP, 1, null))
        .contains("MiB for a million requests | 1.000 | ≤ 2.00 | yes |")
        .contains("| requests/s | 5,000 |")
        .contains("| bytes allocated for each request | 23,456 |")
        .contains("| RSS at first, in the middle, at last, MiB | 150, 151, 151 |");
    assertThat(report(Workload.MLP, 30, null))
        .contains("MiB for a million requests | 30.0 | ≤ 2.00 | **no** |");
  }

  @Test
  void memoryComesBackAfterALargeRequestOrDoesNot() {
    assertThat(report(Workload.MINILM, 0, new Burst(160, 800, 168)))
        .contains("of that before | 1.05 | ≤ 1.10 | yes |")
        .contains("half a minute later, MiB | 160, 800, 168 |");
    assertThat(report(Workload.MINILM, 0, new Burst(160, 800, 700)))
        .contains("of that before | 4.38 | ≤ 1.10 | **no** |");
  }

  @Test
  void fewerRequestsToALargeModelHaveNoGoalForGrowth() {
    assertThat(report(Workload.MINILM, 30, null)).doesNotContain("growth of resident memory");
  }
}
