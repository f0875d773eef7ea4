package dev.fairlead.runtime.xgboost;

import java.util.Arrays;

/** Whole numbers that are kept, no more of them than a bound allows. */
final class Ints implements Values.Integers {
  private static final int LEAST = 64;

  private final int most;
  private int[] values = new int[LEAST];
  private int size;

  Ints(int most) {
    this.most = most;
  }

  @Override
  public void take(long index, long value) throws Malformed {
    if (value < Integer.MIN_VALUE || value > Integer.MAX_VALUE) {
      throw new Malformed("[%d]".formatted(index), "is %d, which is no index".formatted(value));
    }
    if (size == most) {
      throw new Malformed("has more than %d values: so many are the most".formatted(most));
    }
    if (size == values.length) {
      values = Arrays.copyOf(values, Math.min(most, size * 2));
    }
    values[size] = (int) value;
    size++;
  }

  int get(int index) {
    return values[index];
  }

  int size() {
    return size;
  }

  /** Begins again, with the memory that is there. */
  void clear() {
    size = 0;
  }
}
