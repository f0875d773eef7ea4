package dev.fairlead.operator.it;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicReference;

/** The time as it will be in a while. */
final class ClockAhead extends Clock {
  private final Clock clock = Clock.systemUTC();
  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

  /** From now on it is that much later than it is. */
  void by(Duration time) {
    ahead.set(time);
  }

  /** So much time passes at once. */
  void pass(Duration time) {
    ahead.updateAndGet(before -> before.plus(time));
  }

  @Override
  public ZoneId getZone() {
    return clock.getZone();
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("nobody here asks for local times");
  }

  @Override
  public Instant instant() {
    return clock.instant().plus(ahead.get());
  }
}
