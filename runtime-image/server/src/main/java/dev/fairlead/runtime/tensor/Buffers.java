package dev.fairlead.runtime.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Memory for the elements of tensors. */
public final class Buffers {
  /**
   * Up to here on the heap: memory outside of it is free again only when the collector has found
   * its buffer, and thousands of small ones that live for a request outlast many collections.
   */
  private static final int SMALL = 64 << 10;

  private Buffers() {}

  /** That many bytes, in native byte order. */
  public static ByteBuffer allocate(int bytes) {
    ByteBuffer buffer =
        bytes <= SMALL ? ByteBuffer.allocate(bytes) : ByteBuffer.allocateDirect(bytes);
    return buffer.order(ByteOrder.nativeOrder());
  }
}
