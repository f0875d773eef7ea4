package dev.fairlead.operator.rollout.verify;

/**
 * How far a number may be from the expected one.
 *
 * @param absolute at least 0
 * @param relative to the size of the expected number, at least 0
 */
public record Tolerance(double absolute, double relative) {
  /** The last digits differ between processors and between versions of an engine. */
  public static final Tolerance DEFAULT = new Tolerance(1e-6, 1e-3);

  double around(double expected) {
    return absolute + relative * Math.abs(expected);
  }

  /** What is no number is only ever expected as such. */
  boolean allows(double expected, double actual) {
    return Double.compare(expected, actual) == 0 || Math.abs(expected - actual) <= around(expected);
  }
}
