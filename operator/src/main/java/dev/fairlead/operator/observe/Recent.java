package dev.fairlead.operator.observe;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something small that is remembered of each resource, by uid. What was not asked for the longest
 * is forgotten first, so that it needs no clean-up when resources go; whoever uses it must do with
 * having forgotten.
 *
 * @param <T> what is remembered
 */
public final class Recent<T> {
  private static final int MOST = 10_000;

  private final Map<String, T> values =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
          return size() > MOST;
        }
      };

  /** What is remembered; null if nothing is. */
  public synchronized @Nullable T get(String uid) {
    return values.get(uid);
  }

  /** Remembers this in place of what was. */
  public synchronized void put(String uid, T value) {
    values.put(uid, value);
  }

  /** Remembers nothing any more. */
  public synchronized void forget(String uid) {
    values.remove(uid);
  }
}
