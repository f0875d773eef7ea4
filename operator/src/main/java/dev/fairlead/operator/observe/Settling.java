package dev.fairlead.operator.observe;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Since when a Service's endpoints are what they are. Kept in memory only: after a restart the time
 * starts anew, which makes a switch wait longer and never shorter.
 */
final class Settling {
  private static final int MOST = 10_000;

  private record Seen(String state, Instant since) {}

  private final Map<String, Seen> seen =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Seen> eldest) {
          return size() > MOST;
        }
      };

  /** {@code state} describes endpoints that are exact, or is null while they are not. */
  synchronized @Nullable Instant since(String uid, @Nullable String state, Instant now) {
    if (state == null) {
      seen.remove(uid);
      return null;
    }
    Seen before = seen.get(uid);
    if (before == null || !before.state().equals(state)) {
      before = new Seen(state, now);
      seen.put(uid, before);
    }
    return before.since();
  }
}
