package dev.fairlead.bench.load;

import java.util.Arrays;
import java.util.Collection;

/** The latencies that one client saw, in nanoseconds. Not for more than one thread. */
public final class Latencies {
  private static final int FIRST = 1 << 14;

  private long[] nanos = new long[FIRST];
  private int count;

  /** One more. */
  public void add(long latency) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = latency;
  }

  /** Those of all clients, the shortest first. */
  public static long[] sorted(Collection<Latencies> clients) {
    return clients.stream()
        .flatMapToLong(c -> Arrays.stream(c.nanos, 0, c.count))
        .sorted()
        .toArray();
  }
}
