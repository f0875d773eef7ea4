package dev.fairlead.runtime.live;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** One request on its way to the candidate. */
public final class Forward {
  private final Target target;
  private final Consumer<Outcome> end;
  private final AtomicBoolean over = new AtomicBoolean();

  Forward(Target target, Consumer<Outcome> end) {
    this.target = target;
    this.end = end;
  }

  /** Where to. */
  public Target target() {
    return target;
  }

  /** How it ended; false if that was known before. */
  public boolean end(Outcome outcome) {
    boolean first = over.compareAndSet(false, true);
    if (first) {
      end.accept(outcome);
    }
    return first;
  }
}
