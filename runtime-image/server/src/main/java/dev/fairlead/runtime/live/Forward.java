package dev.fairlead.runtime.live;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One request on its way to the candidate. By any thread. */
public final class Forward {
  /** {@code limited}: whether the candidate has less than half of the request's time. */
  private record Sent(long at, boolean limited) {}

  private final Target target;
  private final Usual usual;
  private final ColdStart start;
  private final LongSupplier clock;
  private final Consumer<Outcome> end;
  private final AtomicBoolean over = new AtomicBoolean();
  private volatile @Nullable Sent sent;

  /** {@code clock}: in nanoseconds. */
  Forward(Target target, Usual usual, ColdStart start, LongSupplier clock, Consumer<Outcome> end) {
    this.target = target;
    this.usual = usual;
    this.start = start;
    this.clock = clock;
    this.end = end;
  }

  /** Where to. */
  public Target target() {
    return target;
  }

  /**
   * It is sent now; gives how long the candidate may take until the request is answered here:
   * {@link Outcome#LATE}.
   *
   * @param time that the request has
   */
  public Duration send(Duration time) {
    Duration half = half(time);
    Duration limit = usual.limit();
    boolean limited = limit.compareTo(half) < 0;
    sent = new Sent(clock.getAsLong(), limited);
    return limited ? limit : half;
  }

  /** Of a request's time the candidate's part at most; the rest is for an answer in its place. */
  public static Duration half(Duration time) {
    return Duration.ofMillis(Math.max(1, time.toMillis() / 2));
  }

  /** How it ended; false if that was known before. */
  public boolean end(Outcome outcome) {
    return end(() -> outcome == Outcome.LATE ? late() : outcome);
  }

  /** Its client went; false if it had ended before. */
  public boolean gone() {
    return end(
        () -> {
          Sent when = sent;
          return when == null || !usual.isOver(clock.getAsLong() - when.at())
              ? Outcome.CANCELLED
              : excusedOr(Outcome.ABANDONED);
        });
  }

  private boolean end(Supplier<Outcome> outcome) {
    boolean first = over.compareAndSet(false, true);
    if (first) {
      end.accept(outcome.get());
    }
    return first;
  }

  private Outcome late() {
    Sent when = sent;
    return when != null && when.limited() ? excusedOr(Outcome.TIMEOUT) : Outcome.TIMEOUT;
  }

  private Outcome excusedOr(Outcome blamed) {
    return start.excuses(clock.getAsLong()) || usual.longest() == 0 ? Outcome.LATE : blamed;
  }
}
