package dev.fairlead.runtime.tensor;

/** The two forms of floating point in 16 bits; numbers are rounded once, half to even. */
public final class Halves {
  private Halves() {}

  /** IEEE 754 half precision. */
  public static short fp16(double value) {
    return Float.floatToFloat16(sticky(value));
  }

  /** The upper half of a float. */
  public static short bf16(double value) {
    float near = sticky(value);
    int bits = Float.floatToRawIntBits(near);
    if (Float.isNaN(near)) {
      // without the quiet bit a payload in the lower half would be lost, and infinity left
      return (short) ((bits >>> Short.SIZE) | 0x40);
    }
    int half = 0x7fff + ((bits >>> Short.SIZE) & 1);
    return (short) ((bits + half) >>> Short.SIZE);
  }

  /** The number that {@link #bf16} wrote. */
  public static float bf16ToFloat(short bits) {
    return Float.intBitsToFloat(bits << Short.SIZE);
  }

  /**
   * A float that leads to the same half as the double does: what is lost stays visible in the last
   * bit, so that rounding twice does no harm.
   */
  private static float sticky(double value) {
    float near = (float) value;
    if (near == value || Double.isNaN(value) || (Float.floatToRawIntBits(near) & 1) == 1) {
      return near;
    }
    return near < value ? Math.nextUp(near) : Math.nextDown(near);
  }
}
