package dev.fairlead.runtime.grpc;

/** The bytes of all messages that have no answer yet, up to as many as there is memory for. */
final class Held {
  private final long budget;
  private long held;

  Held(long budget) {
    this.budget = budget;
  }

  /** Whether there is room. */
  synchronized boolean take(long bytes) {
    if (held + bytes > budget) {
      return false;
    }
    held += bytes;
    return true;
  }

  synchronized void give(long bytes) {
    held -= bytes;
  }
}
