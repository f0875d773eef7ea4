package dev.fairlead.runtime.protocol;

import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Takes bytes of which nobody knows how many will come, and copies them once, at the end. */
final class Chunks extends OutputStream {
  private static final int SMALLEST = 64;
  private static final int LARGEST = 1 << 20;

  private final List<byte[]> full = new ArrayList<>();
  private byte[] last;
  private int used;

  /** {@code size}: a guess of how many. */
  Chunks(int size) {
    last = new byte[Math.clamp(size, SMALLEST, LARGEST)];
  }

  @Override
  public void write(int oneByte) {
    write(new byte[] {(byte) oneByte}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int count) {
    int end = from + count;
    for (int at = from; at < end; ) {
      if (used == last.length) {
        full.add(last);
        last = new byte[Math.min(LARGEST, 2 * last.length)];
        used = 0;
      }
      int part = Math.min(end - at, last.length - used);
      System.arraycopy(bytes, at, last, used, part);
      used += part;
      at += part;
    }
  }

  /** All of them. */
  byte[] bytes() {
    if (full.isEmpty()) {
      return Arrays.copyOf(last, used);
    }
    var all = new byte[full.stream().mapToInt(chunk -> chunk.length).reduce(used, Math::addExact)];
    int at = 0;
    for (byte[] chunk : full) {
      System.arraycopy(chunk, 0, all, at, chunk.length);
      at += chunk.length;
    }
    System.arraycopy(last, 0, all, at, used);
    return all;
  }
}
