package dev.fairlead.bench;

/** Whether two servers give the same answer: who computes something else is not to be compared. */
final class Agreement {
  private static final double SAME = 0.9999;

  private Agreement() {}

  /**
   * Compares.
   *
   * @throws IllegalStateException if they differ
   */
  static void check(String name, float[] expected, float[] actual) {
    double cosine = cosine(expected, actual);
    if (!(cosine > SAME)) {
      throw new IllegalStateException(
          "%s computes something else than ONNX Runtime: the cosine is %.6f, not above %s"
              .formatted(name, cosine, SAME));
    }
  }

  /** NaN where lengths differ. */
  static double cosine(float[] one, float[] other) {
    if (one.length != other.length) {
      return Double.NaN;
    }
    double product = 0;
    double square = 0;
    double otherSquare = 0;
    for (int i = 0; i < one.length; i++) {
      product += (double) one[i] * other[i];
      square += (double) one[i] * one[i];
      otherSquare += (double) other[i] * other[i];
    }
    return product / Math.sqrt(square * otherSquare);
  }
}
