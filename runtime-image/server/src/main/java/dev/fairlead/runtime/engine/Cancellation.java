package dev.fairlead.runtime.engine;

import org.jspecify.annotations.Nullable;

/** Stops a run from another thread. */
public final class Cancellation {
  private boolean cancelled;
  private @Nullable Runnable stop;

  /** Runs {@code stop} when, or if, this is cancelled. The engine calls it before it begins. */
  public synchronized void onCancel(Runnable stop) {
    this.stop = stop;
    if (cancelled) {
      stop.run();
    }
  }

  /** The run is over: what {@link #onCancel} was given may no longer be called. */
  public synchronized void finished() {
    stop = null;
  }

  /** Whether a run that has not begun need not: for engines that cannot stop one. */
  public synchronized boolean isCancelled() {
    return cancelled;
  }

  /** Stops the run, if it has begun and is not over. */
  public synchronized void cancel() {
    cancelled = true;
    if (stop != null) {
      stop.run();
    }
  }
}
