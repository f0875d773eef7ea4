package dev.fairlead.runtime.image;

/**
 * Values from 0 to 255: rows from the top, in each row the pixels from the left, in each pixel red,
 * green and blue, or one value of grey for all three.
 */
public final class Picture {
  private final int width;
  private final int height;
  private final int channels;
  private final byte[] data;

  /**
   * Of values that are not copied.
   *
   * @param channels 1 or 3
   * @param data may go on behind the last pixel
   */
  public Picture(int width, int height, int channels, byte[] data) {
    if (data.length < (long) width * height * channels) {
      throw new IllegalArgumentException(
          "%d bytes do not fill %d × %d pixels".formatted(data.length, width, height));
    }
    this.width = width;
    this.height = height;
    this.channels = channels;
    this.data = data;
  }

  /** In pixels. */
  public int width() {
    return width;
  }

  /** In pixels. */
  public int height() {
    return height;
  }

  /** How many values there are for each pixel. */
  int channels() {
    return channels;
  }

  /** All values, not copied. */
  byte[] data() {
    return data;
  }

  /** One value; {@code channel} is 0 for red, 1 for green, 2 for blue. */
  public int value(int x, int y, int channel) {
    return data[(y * width + x) * channels + (channels == 1 ? 0 : channel)] & 0xff;
  }
}
