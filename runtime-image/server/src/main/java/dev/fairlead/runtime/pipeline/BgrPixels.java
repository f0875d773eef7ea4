package dev.fairlead.runtime.pipeline;

import dev.fairlead.runtime.image.Picture;
import java.nio.FloatBuffer;

/**
 * Pixels as PaddleOCR's models take them: all of blue, then all of green, then all of red, since
 * they were trained with pictures that OpenCV had read.
 */
final class BgrPixels {
  static final int CHANNELS = 3;
  private static final int VALUES = 256;

  /** For each of blue, green and red what becomes of each value. */
  private final float[][] numbers = new float[CHANNELS][VALUES];

  /**
   * From 0 to 1 first, and then normalised.
   *
   * @param mean of blue, green and red
   * @param deviation of blue, green and red
   */
  BgrPixels(double[] mean, double[] deviation) {
    for (int channel = 0; channel < CHANNELS; channel++) {
      for (int value = 0; value < VALUES; value++) {
        numbers[channel][value] =
            (float) ((value / (VALUES - 1.0) - mean[channel]) / deviation[channel]);
      }
    }
  }

  /**
   * Writes a picture into the left part of a field of its height.
   *
   * @param from where the field begins
   * @param columns of the field
   */
  void write(Picture picture, FloatBuffer to, int from, int columns) {
    int row = from;
    for (int channel = 0; channel < CHANNELS; channel++) {
      for (int y = 0; y < picture.height(); y++) {
        for (int x = 0; x < picture.width(); x++) {
          to.put(row + x, numbers[channel][picture.value(x, y, CHANNELS - 1 - channel)]);
        }
        row += columns;
      }
    }
  }
}
