package dev.fairlead.runtime.image;

import java.util.Arrays;
import java.util.Optional;

/** Ways to compute a pixel from those around it, with Pillow's numbers. */
public enum Resampling {
  NEAREST(0, 0),
  LANCZOS(1, 3),
  BILINEAR(2, 1),
  BICUBIC(3, 2),
  BOX(4, 0.5),
  HAMMING(5, 1);

  private static final double SHARPNESS = -0.5;

  private final int number;
  private final double support;

  Resampling(int number, double support) {
    this.number = number;
    this.support = support;
  }

  /** By Pillow's number. */
  public static Optional<Resampling> of(int number) {
    return Arrays.stream(values()).filter(r -> r.number == number).findFirst();
  }

  /** Pixels farther away do not count; in pixels of the smaller of both pictures. */
  double support() {
    return support;
  }

  /** How much a pixel at this distance counts. */
  double weight(double distance) {
    double x = Math.abs(distance);
    return switch (this) {
      case NEAREST -> throw new IllegalStateException("it has no weights");
      case BOX -> distance > -0.5 && distance <= 0.5 ? 1 : 0;
      case BILINEAR -> Math.max(0, 1 - x);
      case HAMMING -> x < 1 ? sinc(x) * (0.54f + 0.46f * Math.cos(x * Math.PI)) : 0;
      case BICUBIC -> bicubic(x);
      case LANCZOS -> distance >= -3 && distance < 3 ? sinc(x) * sinc(x / 3) : 0;
    };
  }

  private static double bicubic(double x) {
    if (x < 1) {
      return ((SHARPNESS + 2) * x - (SHARPNESS + 3)) * x * x + 1;
    }
    return x < 2 ? (((x - 5) * x + 8) * x - 4) * SHARPNESS : 0;
  }

  private static double sinc(double x) {
    return x == 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
  }
}
