package dev.fairlead.operator.observe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps one of equal things. Most of what a thousand Deployments hold is the same in all of them:
 * who owns which field, probes, the environment. What was not met for the longest is forgotten
 * first. Nothing that was handed in may be changed any more.
 */
final class Shared {
  private static final int MOST = 4_096;

  private final Map<Object, Object> met =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Object> eldest) {
          return size() > MOST;
        }
      };

  /** The one that was met before and is equal; this one, if none was. */
  @SuppressWarnings("unchecked") // equal ones are of one class
  synchronized <T> T once(T value) {
    if (value == null) {
      return value;
    }
    Object before = met.putIfAbsent(value, value);
    return before == null ? value : (T) before;
  }

  /** Does so with all that a tree of maps and lists holds, at any depth. */
  synchronized void within(Map<String, Object> tree) {
    tree.replaceAll((name, value) -> branch(value));
  }

  @SuppressWarnings("unchecked") // of JSON
  private Object branch(Object value) {
    if (value instanceof Map<?, ?> map) {
      if (map.isEmpty()) {
        return Map.of();
      }
      Object before = met.get(map);
      if (before == null) {
        within((Map<String, Object>) map);
      }
      return before == null ? once(map) : before;
    }
    if (value instanceof List<?> list) {
      ((List<Object>) list).replaceAll(this::branch);
      return once(list);
    }
    return value;
  }
}
