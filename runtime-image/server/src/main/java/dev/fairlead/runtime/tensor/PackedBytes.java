package dev.fairlead.runtime.tensor;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * Strings of bytes, one behind the other: as objects, millions of short ones would take many times
 * the room of the body that they came in.
 */
public final class PackedBytes extends AbstractList<byte[]> implements RandomAccess {
  private final byte[] bytes;

  /** For each string where the next one begins. */
  private final int[] ends;

  private PackedBytes(byte[] bytes, int[] ends) {
    this.bytes = bytes;
    this.ends = ends;
  }

  /** A copy of one. */
  @Override
  public byte[] get(int index) {
    Objects.checkIndex(index, ends.length);
    return Arrays.copyOfRange(bytes, index == 0 ? 0 : ends[index - 1], ends[index]);
  }

  @Override
  public int size() {
    return ends.length;
  }

  /** Takes one after the other. */
  public static final class Builder {
    private static final int FIRST_BYTES = 64;
    private static final int FIRST = 4;

    private byte[] bytes = new byte[FIRST_BYTES];
    private int[] ends = new int[FIRST];
    private int length;
    private int count;

    /** The next one, which is copied. */
    public void add(byte[] string) {
      int end = Math.addExact(length, string.length);
      if (end > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(end, 2 * bytes.length));
      }
      if (count == ends.length) {
        ends = Arrays.copyOf(ends, 2 * count);
      }
      System.arraycopy(string, 0, bytes, length, string.length);
      length = end;
      ends[count++] = end;
    }

    /** How many there are. */
    public int size() {
      return count;
    }

    /** All of them. */
    public PackedBytes build() {
      return new PackedBytes(
          length == bytes.length ? bytes : Arrays.copyOf(bytes, length),
          Arrays.copyOf(ends, count));
    }
  }
}
