package dev.fairlead.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricsTest {
  @Test
  void whatSurvivesIsNotCountedTwice() {
    String text =
        """
        # TYPE jvm_memory_pool_allocated_bytes_total counter
        jvm_memory_pool_allocated_bytes_total{pool="Eden Space"} 1.5E8
        jvm_memory_pool_allocated_bytes_total{pool="Survivor Space"} 4115280.0
        jvm_memory_pool_used_bytes{pool="Eden Space"} 7.0
        """;

    assertThat(Metrics.allocatedBytes(text)).isEqualTo(1.5e8);
  }

  @Test
  void whatIsNotSaidIsNotKnown() {
    assertThat(Metrics.allocatedBytes("process_cpu_seconds_total 4.2\n")).isNaN();
  }
}
