package dev.fairlead.runtime.trace;

import org.jspecify.annotations.Nullable;

/** What is recorded of one request; by any thread, and never waits. */
public interface RequestTrace {
  /** Records nothing. */
  RequestTrace NONE = new RequestTrace() {};

  /** Whether anything is recorded: it may be, and have been left out of the sample. */
  default boolean isRecorded() {
    return false;
  }

  /** Of the trace; null where there is none. */
  default @Nullable String traceId() {
    return null;
  }

  /** It was in the queue; times as {@link System#nanoTime()}. */
  default void waited(long from, long to) {}

  /** It was in that run. */
  default void ran(Run run) {}

  /**
   * It is over.
   *
   * @param attribute that has the code, by the semantic conventions
   * @param error in a word; null: the server did what it should
   */
  default void ended(String attribute, long code, @Nullable String error) {}
}
