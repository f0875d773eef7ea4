package dev.fairlead.fetch.download;

import java.time.Duration;

/** Notices a connection that trickles: alive for every timeout, done next year. */
final class Pace {
  private final Duration window;
  private final long windowBytes;
  private long start = System.nanoTime();
  private long bytes;

  Pace(Duration window, long windowBytes) {
    this.window = window;
    this.windowBytes = windowBytes;
  }

  void check(int read) throws TransientException {
    bytes += read;
    if (System.nanoTime() - start < window.toNanos()) {
      return;
    }
    if (bytes < windowBytes) {
      throw new TransientException(
          "less than %d bytes in %d s arrived".formatted(windowBytes, window.toSeconds()),
          Duration.ZERO);
    }
    start = System.nanoTime();
    bytes = 0;
  }
}
