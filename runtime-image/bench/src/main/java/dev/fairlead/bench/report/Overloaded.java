package dev.fairlead.bench.report;

import dev.fairlead.bench.load.Flood;
import dev.fairlead.bench.model.Workload;
import java.time.Duration;

/**
 * What a server did with more than it can do.
 *
 * @param peak answers per second to clients that wait for them
 * @param wanted requests per second that were due
 * @param deadline that each request named
 * @param before MiB that the server had in memory before it
 * @param most MiB that it had meanwhile
 */
public record Overloaded(
    Workload workload,
    double peak,
    double wanted,
    Duration deadline,
    Flood flood,
    double before,
    double most) {

  /** Answers with status 200 and in time, per second. */
  double goodPerSecond() {
    return flood.goodPerSecond(deadline);
  }
}
