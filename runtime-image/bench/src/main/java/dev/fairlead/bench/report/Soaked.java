package dev.fairlead.bench.report;

import dev.fairlead.bench.model.Workload;
import dev.fairlead.bench.proc.Sample;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What many requests did to a server's memory.
 *
 * @param requests that were answered, well or not
 * @param failures of them
 * @param seconds that they took
 * @param samples of memory meanwhile, the oldest first; at least one
 * @param bytesPerRequest allocated by the JVM; NaN if it is not known
 * @param burst what one large request did afterwards; null if there was none
 */
public record Soaked(
    Workload workload,
    long requests,
    long failures,
    double seconds,
    List<Sample> samples,
    double bytesPerRequest,
    @Nullable Burst burst) {}
