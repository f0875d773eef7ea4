package dev.fairlead.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CellTest {
  private static final long MILLI = 1_000_000;

  private static Cell cell(long[] sortedNanos) {
    return new Cell(sortedNanos, sortedNanos.length, 0, 2, 4);
  }

  @Test
  void percentilesAreOnesThatWereSeen() {
    Cell cell = cell(LongStream.rangeClosed(1, 200).map(i -> i * MILLI).toArray());

    assertThat(cell.millis(50)).isEqualTo(100);
    assertThat(cell.millis(99)).isEqualTo(198);
    assertThat(cell.millis(100)).isEqualTo(200);
  }

  @Test
  void ofOneAnswerAllPercentilesAreTheSame() {
    Cell cell = cell(new long[] {7 * MILLI});

    assertThat(cell.millis(1)).isEqualTo(7);
    assertThat(cell.millis(99)).isEqualTo(7);
  }

  @Test
  void withoutAnswersThereIsNoLatency() {
    assertThat(cell(new long[0]).millis(50)).isNaN();
  }

  @Test
  void ratesAreOfTimeAndOfCpuTime() {
    Cell cell = cell(new long[] {1, 2, 3, 4});

    assertThat(cell.perSecond()).isEqualTo(2);
    assertThat(cell.perCpuSecond()).isEqualTo(1);
  }

  @Test
  void latenciesOfAllClientsAreSortedTogether() {
    var one = new Latencies();
    var other = new Latencies();
    for (long i = 40_000; i > 0; i -= 2) {
      one.add(i);
      other.add(i - 1);
    }

    assertThat(Latencies.sorted(List.of(one, other)))
        .containsExactly(LongStream.rangeClosed(1, 40_000).toArray());
  }
}
