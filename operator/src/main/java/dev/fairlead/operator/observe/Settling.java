package dev.fairlead.operator.observe;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Since when something is what it is, such as a Service's endpoints. Kept in memory only: after a
 * restart the time starts anew, which makes a switch or a drain wait longer and never shorter.
 */
public final class Settling {
  private record Seen(String state, Instant since) {}

  private final Recent<Seen> seen = new Recent<>();

  /** {@code state} describes what there is, or is null while there is nothing to wait for. */
  public @Nullable Instant since(String uid, @Nullable String state, Instant now) {
    if (state == null) {
      seen.forget(uid);
      return null;
    }
    Seen before = seen.get(uid);
    if (before != null && before.state().equals(state)) {
      return before.since();
    }
    seen.put(uid, new Seen(state, now));
    return now;
  }
}
