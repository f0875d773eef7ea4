package dev.fairlead.bench.load;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The time that counts, after a warm-up: ends of {@link System#nanoTime()}.
 *
 * @param from what begins before is warm-up
 * @param until what ends later does not count
 */
public record Window(long from, long until) {
  private static final double NANOS = 1e9;

  /** Starting now. */
  public static Window after(Duration warmUp, Duration time) {
    long from = System.nanoTime() + warmUp.toNanos();
    return new Window(from, from + time.toNanos());
  }

  /** Whether there is time left, be it of the warm-up. */
  public boolean isOpen() {
    return System.nanoTime() < until;
  }

  /** Whether something counts that began and ended then. */
  public boolean holds(long begin, long end) {
    return begin >= from && end <= until;
  }

  /** Its length. */
  public double seconds() {
    return (until - from) / NANOS;
  }

  /** Waits for its begin and its end, and says what grew meanwhile. */
  public double growth(Meter meter) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(from - System.nanoTime());
    double before = meter.read();
    TimeUnit.NANOSECONDS.sleep(until - System.nanoTime());
    return meter.read() - before;
  }

  /** Something that only grows. */
  @FunctionalInterface
  public interface Meter {
    /** How much it is by now. */
    double read();
  }
}
