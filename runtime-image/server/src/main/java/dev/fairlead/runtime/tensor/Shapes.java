package dev.fairlead.runtime.tensor;

import java.util.List;

/** Arithmetic of shapes. */
public final class Shapes {
  private Shapes() {}

  /**
   * How many elements a shape holds; 1 for a scalar.
   *
   * @throws ArithmeticException if no {@code long} can say it
   * @throws IllegalArgumentException if a dimension is negative
   */
  public static long elements(List<Long> shape) {
    long elements = 1;
    for (long dimension : shape) {
      if (dimension < 0) {
        throw new IllegalArgumentException("a dimension is negative");
      }
      elements = Math.multiplyExact(elements, dimension);
    }
    return elements;
  }

  /**
   * How many bytes the elements of a shape take; 0 for {@link Datatype#BYTES}.
   *
   * @throws ArithmeticException if no {@code long} can say it
   * @throws IllegalArgumentException if a dimension is negative
   */
  public static long bytes(List<Long> shape, Datatype datatype) {
    return Math.multiplyExact(elements(shape), (long) datatype.bytes());
  }

  /** Whether a shape is one of those that {@code declared} allows, where -1 stands for any size. */
  public static boolean fits(List<Long> shape, List<Long> declared) {
    if (shape.size() != declared.size()) {
      return false;
    }
    for (int i = 0; i < shape.size(); i++) {
      if (declared.get(i) >= 0 && !declared.get(i).equals(shape.get(i))) {
        return false;
      }
    }
    return true;
  }
}
