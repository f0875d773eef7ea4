package dev.fairlead.runtime.pipeline;

import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.image.Picture;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;

/** From pictures to what a model takes, as transformers' image processors do it. */
final class ImageProcessor {
  private static final int CHANNELS = 3;
  private static final int VALUES = 256;

  private final Geometry geometry;

  /** For each channel what becomes of each value. */
  private final float[][] numbers;

  private ImageProcessor(Geometry geometry, float[][] numbers) {
    this.geometry = geometry;
    this.numbers = numbers;
  }

  /**
   * As the files of the model say it.
   *
   * @throws LoadException naming what cannot be done
   */
  static ImageProcessor of(Path folder) throws LoadException {
    PreprocessorFile file = PreprocessorFile.of(folder);
    return new ImageProcessor(Geometry.of(file), numbers(file));
  }

  /** In 32 bits step by step, as NumPy computes them. */
  private static float[][] numbers(PreprocessorFile file) throws LoadException {
    double factor = file.flag("do_rescale") ? file.number("rescale_factor") : 1;
    boolean normalises = file.flag("do_normalize");
    List<Double> mean = file.colours("image_mean");
    List<Double> deviation = file.colours("image_std");
    var numbers = new float[CHANNELS][VALUES];
    for (int channel = 0; channel < CHANNELS; channel++) {
      if (deviation.get(channel) == 0) {
        throw file.wrong("image_std", "above 0");
      }
      for (int value = 0; value < VALUES; value++) {
        var number = (float) (value * factor);
        numbers[channel][value] =
            normalises
                ? (number - mean.get(channel).floatValue()) / deviation.get(channel).floatValue()
                : number;
      }
    }
    return numbers;
  }

  /** Of all pictures when they are done. */
  int width() {
    return geometry.width();
  }

  /** Of all pictures when they are done. */
  int height() {
    return geometry.height();
  }

  /** How many numbers a picture becomes. */
  int size() {
    return CHANNELS * width() * height();
  }

  /**
   * Writes one picture.
   *
   * @param channelsFirst all of red, then all of green, then all of blue; else pixel by pixel
   */
  void write(Picture picture, FloatBuffer to, boolean channelsFirst) {
    Geometry.Centre centre = geometry.centre(picture);
    if (channelsFirst) {
      for (int channel = 0; channel < CHANNELS; channel++) {
        for (int y = 0; y < height(); y++) {
          for (int x = 0; x < width(); x++) {
            to.put(number(centre, x, y, channel));
          }
        }
      }
      return;
    }
    for (int y = 0; y < height(); y++) {
      for (int x = 0; x < width(); x++) {
        for (int channel = 0; channel < CHANNELS; channel++) {
          to.put(number(centre, x, y, channel));
        }
      }
    }
  }

  /** Around a picture that is too small there is black. */
  private float number(Geometry.Centre centre, int x, int y, int channel) {
    Picture picture = centre.picture();
    int column = x - centre.x();
    int row = y - centre.y();
    boolean isInside =
        column >= 0 && column < picture.width() && row >= 0 && row < picture.height();
    return numbers[channel][isInside ? picture.value(column, row, channel) : 0];
  }
}
