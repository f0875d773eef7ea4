package dev.fairlead.e2e.tools;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Connections of one kind, taken in turns: as many as are usual, and more of them while none is
 * free.
 */
final class Connections {
  /** Opens one. */
  interface Opening {
    Caller open() throws IOException;
  }

  private final int usual;
  private final Opening opening;
  private final Queue<Caller> free = new ArrayDeque<>();
  private int open;

  Connections(int usual, Opening opening) {
    this.usual = usual;
    this.opening = opening;
  }

  /** One that nobody else has, until it is given back. */
  Caller take() throws IOException {
    synchronized (this) {
      if (open >= usual && !free.isEmpty()) {
        return free.remove();
      }
      open++;
    }
    try {
      return opening.open();
    } catch (IOException | RuntimeException e) {
      closed();
      throw e;
    }
  }

  /** Ends it if it is the last answer's, or one of more than are usual. */
  void giveBack(Caller caller, boolean isLast) {
    synchronized (this) {
      if (!isLast && open <= usual) {
        free.add(caller);
        return;
      }
      open--;
    }
    try {
      caller.close();
    } catch (IOException e) {
      // it is gone already
    }
  }

  private synchronized void closed() {
    open--;
  }
}
