package dev.fairlead.bench.proc;

/**
 * Memory at one moment.
 *
 * @param done how many requests were answered by then
 * @param rssMib what the processes had in memory
 */
public record Sample(long done, double rssMib) {}
