package dev.fairlead.bench.report;

/**
 * The memory of a server around one large request, in MiB.
 *
 * @param before the request
 * @param most while it was answered
 * @param later half a minute after it
 */
public record Burst(double before, double most, double later) {}
