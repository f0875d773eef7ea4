package dev.fairlead.runtime.tensor;

/** The memory outside of the heap is in use: other requests have it, and give it back. */
public final class NoRoomException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NoRoomException() {
    super("too many large tensors at the same time: try again later, or add replicas");
  }
}
