package dev.fairlead.runtime.image;

/**
 * Resizes as Pillow does, to the last bit: a convolution along the rows and then along the columns,
 * over all pixels that fall into one, rounded to 8 bits after each.
 *
 * @see <a
 *     href="https://github.com/python-pillow/Pillow/blob/main/src/libImaging/Resample.c">Pillow</a>
 */
public final class Resizer {
  private Resizer() {}

  /**
   * A part of the resized picture; the rest of it is not computed.
   *
   * @param width of the whole resized picture
   * @param height of the whole resized picture
   * @param part lies inside it
   */
  public static Picture resize(
      Picture source, int width, int height, Region part, Resampling filter) {
    if (filter == Resampling.NEAREST) {
      return nearest(source, width, height, part);
    }
    var columns = new Weights(source.width(), width, part.x(), part.width(), filter);
    var rows = new Weights(source.height(), height, part.y(), part.height(), filter);
    int first = rows.from(0);
    return alongColumns(alongRows(source, columns, first, rows.end() - first), rows, first);
  }

  /** {@code rows} of them, from {@code first} on. */
  private static Picture alongRows(Picture source, Weights columns, int first, int rows) {
    int channels = source.channels();
    var data = new byte[rows * columns.places() * channels];
    int to = 0;
    for (int y = 0; y < rows; y++) {
      int row = (y + first) * source.width() * channels;
      for (int x = 0; x < columns.places(); x++) {
        int from = row + columns.from(x) * channels;
        for (int channel = 0; channel < channels; channel++) {
          data[to] = columns.value(x, source.data(), from + channel, channels);
          to++;
        }
      }
    }
    return new Picture(columns.places(), rows, channels, data);
  }

  /** {@code first}: which row of the whole picture the source begins with. */
  private static Picture alongColumns(Picture source, Weights rows, int first) {
    int row = source.width() * source.channels();
    var data = new byte[rows.places() * row];
    int to = 0;
    for (int y = 0; y < rows.places(); y++) {
      int from = (rows.from(y) - first) * row;
      for (int i = 0; i < row; i++) {
        data[to] = rows.value(y, source.data(), from + i, row);
        to++;
      }
    }
    return new Picture(source.width(), rows.places(), source.channels(), data);
  }

  /** The pixel under the centre of each. */
  private static Picture nearest(Picture source, int width, int height, Region part) {
    int[] columns = places(source.width(), width, part.x(), part.width());
    int[] rows = places(source.height(), height, part.y(), part.height());
    int channels = source.channels();
    var data = new byte[rows.length * columns.length * channels];
    int to = 0;
    for (int row : rows) {
      for (int column : columns) {
        int from = (row * source.width() + column) * channels;
        System.arraycopy(source.data(), from, data, to, channels);
        to += channels;
      }
    }
    return new Picture(columns.length, rows.length, channels, data);
  }

  /** Added up step by step, as Pillow does: rounding shows in large pictures. */
  private static int[] places(int source, int target, int first, int count) {
    double step = (double) source / target;
    double at = step * 0.5;
    for (int i = 0; i < first; i++) {
      at += step;
    }
    var places = new int[count];
    for (int i = 0; i < count; i++) {
      places[i] = Math.min((int) at, source - 1);
      at += step;
    }
    return places;
  }
}
