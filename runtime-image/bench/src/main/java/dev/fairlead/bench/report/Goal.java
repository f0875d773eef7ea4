package dev.fairlead.bench.report;

/**
 * What is to be reached.
 *
 * @param value as measured
 * @param least whether the bound is the least that will do, else the most
 */
record Goal(String what, double value, double bound, boolean least) {
  boolean holds() {
    return least ? value >= bound : value <= bound;
  }
}
