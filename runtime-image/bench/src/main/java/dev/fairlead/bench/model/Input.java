package dev.fairlead.bench.model;

/** What a model is asked. */
public sealed interface Input {
  /** A text of letters and spaces. */
  record Text(String text) implements Input {}

  /**
   * One row of a tensor.
   *
   * @param shape with the row: the first dimension is 1
   * @param binary whether the values go as bytes, where a protocol knows bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, and nobody writes into it
  record Floats(long[] shape, float[] values, boolean binary) implements Input {}
}
