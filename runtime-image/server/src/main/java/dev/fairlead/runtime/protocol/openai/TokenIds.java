package dev.fairlead.runtime.protocol.openai;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.Objects;
import java.util.RandomAccess;

/** Token ids without an object for each, of which the first ones are kept. */
final class TokenIds extends AbstractList<Long> implements RandomAccess {
  private static final int FIRST = 16;

  private final int longest;
  private int[] ids = new int[FIRST];
  private int count;

  TokenIds(int longest) {
    this.longest = longest;
  }

  void keep(int id) {
    if (count == longest) {
      return;
    }
    if (count == ids.length) {
      ids = Arrays.copyOf(ids, (int) Math.min(longest, 2L * count));
    }
    ids[count++] = id;
  }

  @Override
  public Long get(int index) {
    return (long) ids[Objects.checkIndex(index, count)];
  }

  @Override
  public int size() {
    return count;
  }
}
