package dev.fairlead.runtime.ocr;

import dev.fairlead.runtime.image.Picture;

/**
 * A line of text, cut out and made straight; one that is much higher than wide is turned by 90°
 * against the clock, since it is one that runs downwards.
 */
public final class Crop {
  /**
   * Of the shorter side. Recognisers see 48 pixels: with more than some times that a huge letter
   * would cost time and memory, and look no better.
   */
  private static final int MOST_PIXELS = 192;

  private static final double UPRIGHT = 1.5;
  private static final int CHANNELS = 3;

  private final Quad quad;
  private final int across;
  private final int down;

  /** Of what has these corners. */
  public Crop(Quad quad) {
    this.quad = quad;
    int wide = Math.max(1, (int) quad.width());
    int high = Math.max(1, (int) quad.height());
    double scale = Math.min(1, (double) MOST_PIXELS / Math.min(wide, high));
    across = Math.max(1, (int) (wide * scale));
    down = Math.max(1, (int) (high * scale));
  }

  private boolean isUpright() {
    return down >= UPRIGHT * across;
  }

  /** In pixels, at least 1. */
  public int width() {
    return isUpright() ? down : across;
  }

  /** In pixels, at least 1. */
  public int height() {
    return isUpright() ? across : down;
  }

  /** What the picture has there. */
  public Picture from(Picture picture) {
    var place = new Perspective(quad);
    var source = new Bicubic(picture);
    var data = new byte[across * down * CHANNELS];
    int to = 0;
    for (int y = 0; y < height(); y++) {
      for (int x = 0; x < width(); x++) {
        int column = isUpright() ? across - 1 - y : x;
        int row = isUpright() ? x : y;
        source.read(place.at((double) column / across, (double) row / down), data, to);
        to += CHANNELS;
      }
    }
    return new Picture(width(), height(), CHANNELS, data);
  }
}
