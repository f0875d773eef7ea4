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

  /**
   * That many bytes, in native byte order.
   *
   * @throws NoRoomException if there are no more outside of the heap
   */
  public static ByteBuffer allocate(int bytes) {
    ByteBuffer buffer = bytes <= SMALL ? ByteBuffer.allocate(bytes) : direct(bytes);
    return buffer.order(ByteOrder.nativeOrder());
  }

  private static ByteBuffer direct(int bytes) {
    try {
      return ByteBuffer.allocateDirect(bytes);
    } catch (OutOfMemoryError e) {
      // the heap has room: an error of its own would have ended the process
      throw new NoRoomException();
    }
  }
}
