package dev.fairlead.operator.scrape;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;

/**
 * Room for what is under way at the same time: so much in all, and of that so much of one
 * namespace, so that whose pods take their time keeps nobody else waiting. Of a namespace nothing
 * is kept but while it has a place, or waits for one.
 */
final class Places {
  /** What takes a place, for as long as it takes. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException, InterruptedException;
  }

  /**
   * Those of a namespace.
   *
   * @param free of them
   * @param users who have one or wait for one, at least 1
   */
  private record Share(Semaphore free, int users) {
    Share with(int more) {
      return new Share(free, users + more);
    }
  }

  private final Semaphore all;
  private final int mostOfNamespace;
  private final Map<String, Share> shares = new HashMap<>();

  Places(int most, int mostOfNamespace) {
    this.all = new Semaphore(most, true);
    this.mostOfNamespace = mostOfNamespace;
  }

  /** Waits for a place in that namespace, and for one in all. */
  <T> T take(String namespace, Work<T> work) throws IOException, InterruptedException {
    Semaphore ofNamespace = enter(namespace);
    try {
      ofNamespace.acquire();
      try {
        all.acquire();
        try {
          return work.run();
        } finally {
          all.release();
        }
      } finally {
        ofNamespace.release();
      }
    } finally {
      leave(namespace);
    }
  }

  private synchronized Semaphore enter(String namespace) {
    Share share = shares.get(namespace);
    Share now = share == null ? new Share(new Semaphore(mostOfNamespace, true), 1) : share.with(1);
    shares.put(namespace, now);
    return now.free();
  }

  private synchronized void leave(String namespace) {
    Share share = Objects.requireNonNull(shares.remove(namespace));
    if (share.users() > 1) {
      shares.put(namespace, share.with(-1));
    }
  }

  /** How many namespaces something is kept of. */
  synchronized int namespaces() {
    return shares.size();
  }
}
