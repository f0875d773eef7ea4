package dev.fairlead.runtime.ocr;

import dev.fairlead.runtime.image.Picture;

/** Colours between the pixels of a picture, from the 16 around; beyond its edge it goes on. */
final class Bicubic {
  /** As OpenCV has it. */
  private static final double SHARPNESS = -0.75;

  private static final int AROUND = 4;
  private static final int CHANNELS = 3;

  private final Picture picture;
  private final double[] across = new double[AROUND];
  private final double[] down = new double[AROUND];

  Bicubic(Picture picture) {
    this.picture = picture;
  }

  /** Writes red, green and blue. */
  void read(Point point, byte[] data, int to) {
    double left = Math.floor(point.x());
    double top = Math.floor(point.y());
    weigh(point.x() - left, across);
    weigh(point.y() - top, down);
    for (int channel = 0; channel < CHANNELS; channel++) {
      double sum = 0;
      for (int y = 0; y < AROUND; y++) {
        int row = pixel(top + y - 1, picture.height());
        for (int x = 0; x < AROUND; x++) {
          int column = pixel(left + x - 1, picture.width());
          sum += across[x] * down[y] * picture.value(column, row, channel);
        }
      }
      data[to + channel] = (byte) Math.clamp(Math.round(sum), 0, 0xff);
    }
  }

  /** A place that is no number, as those of a shape without area are, is the first pixel. */
  private static int pixel(double place, int size) {
    return (int) Math.clamp(place, 0.0, size - 1.0);
  }

  private static void weigh(double part, double[] weights) {
    double x = part + 1;
    weights[0] = ((SHARPNESS * x - 5 * SHARPNESS) * x + 8 * SHARPNESS) * x - 4 * SHARPNESS;
    weights[1] = near(part);
    weights[2] = near(1 - part);
    weights[3] = 1 - weights[0] - weights[1] - weights[2];
  }

  private static double near(double x) {
    return ((SHARPNESS + 2) * x - (SHARPNESS + 3)) * x * x + 1;
  }
}
