package dev.fairlead.bench.proc;

/**
 * What processes have in memory.
 *
 * @param rssMib with pages that they share counted once for each process
 * @param pssMib with such pages counted once
 */
public record Memory(double rssMib, double pssMib) {}
