package dev.fairlead.runtime.image;

/** For places of a row (or column) of a resized picture: what each is made of, in fixed point. */
final class Weights {
  /** Behind the point: a byte and the sign of sums fit in front of it, with a bit to spare. */
  private static final int BITS = Integer.SIZE - Byte.SIZE - 2;

  private final int[] from;
  private final int[] counts;
  private final int[] values;
  private final int most;

  /**
   * Of some places in a row.
   *
   * @param source pixels that there are
   * @param target pixels to which they are resized
   * @param first of the places in them
   */
  Weights(int source, int target, int first, int places, Resampling filter) {
    double scale = (double) source / target;
    double stretch = Math.max(scale, 1);
    double support = filter.support() * stretch;
    most = (int) Math.ceil(support) * 2 + 1;
    from = new int[places];
    counts = new int[places];
    values = new int[places * most];
    var exact = new double[most];
    for (int place = 0; place < places; place++) {
      double centre = (place + first + 0.5) * scale;
      int start = Math.max(0, (int) (centre - support + 0.5));
      int count = Math.min(source, (int) (centre + support + 0.5)) - start;
      double sum = 0;
      for (int i = 0; i < count; i++) {
        exact[i] = filter.weight((i + start - centre + 0.5) * (1 / stretch));
        sum += exact[i];
      }
      for (int i = 0; i < count; i++) {
        values[place * most + i] = fixed(sum == 0 ? exact[i] : exact[i] / sum);
      }
      from[place] = start;
      counts[place] = count;
    }
  }

  private static int fixed(double weight) {
    return (int) (weight * (1 << BITS) + (weight < 0 ? -0.5 : 0.5));
  }

  int places() {
    return from.length;
  }

  /** The first pixel that a place is made of. */
  int from(int place) {
    return from[place];
  }

  /** Behind the last pixel that any place is made of. */
  int end() {
    return from[from.length - 1] + counts[from.length - 1];
  }

  /** A place's value, of the pixels that begin at {@code at} and are {@code step} apart. */
  byte value(int place, byte[] data, int at, int step) {
    int sum = 1 << (BITS - 1);
    int weight = place * most;
    int index = at;
    for (int i = 0; i < counts[place]; i++) {
      sum += (data[index] & 0xff) * values[weight + i];
      index += step;
    }
    return (byte) Math.clamp(sum >> BITS, 0, 0xff);
  }
}
