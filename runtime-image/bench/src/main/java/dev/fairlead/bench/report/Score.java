package dev.fairlead.bench.report;

import dev.fairlead.bench.load.Cell;
import java.util.List;

/**
 * Medians over the rounds.
 *
 * @param clients that asked at once
 * @param perSecond inferences
 * @param p50 latency in ms
 * @param p99 latency in ms
 * @param perCpuSecond inferences for each second of CPU time
 * @param failures of all rounds together: with any, it does not win
 */
public record Score(
    Role role,
    String name,
    int clients,
    double perSecond,
    double p50,
    double p99,
    double perCpuSecond,
    int failures) {
  private static final double HALF = 50;
  private static final double MOST = 99;

  static Score of(Role role, String name, int clients, List<Cell> rounds) {
    return new Score(
        role,
        name,
        clients,
        Median.of(rounds, Cell::perSecond),
        Median.of(rounds, cell -> cell.millis(HALF)),
        Median.of(rounds, cell -> cell.millis(MOST)),
        Median.of(rounds, Cell::perCpuSecond),
        rounds.stream().mapToInt(Cell::failures).sum());
  }

  /** Whether it may be compared at all. */
  boolean counts() {
    return failures == 0 && perSecond > 0;
  }
}
