package dev.fairlead.bench.report;

import dev.fairlead.bench.proc.Memory;

/**
 * What one life of a server gave besides its measurements.
 *
 * @param seconds from the start of the process to the first answer
 * @param loaded memory after it and a rest
 * @param used memory after all measurements and a rest
 */
public record Start(double seconds, Memory loaded, Memory used) {}
