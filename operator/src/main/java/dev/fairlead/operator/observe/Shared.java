package dev.fairlead.operator.observe;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keeps one of equal trees of maps. Which fields of an object somebody owns is such a tree; it is
 * most of what the API server says of a Deployment, and but for the owner's uid it is the same for
 * all of them. What was not met for the longest is forgotten first.
 */
final class Shared {
  private static final int MOST = 4_096;

  private final Map<Map<String, Object>, Map<String, Object>> met =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(
            Map.Entry<Map<String, Object>, Map<String, Object>> eldest) {
          return size() > MOST;
        }
      };

  /** Puts, at any depth, what was met before in place of what is equal to it. */
  synchronized void within(Map<String, Object> tree) {
    tree.replaceAll((name, value) -> value instanceof Map<?, ?> map ? once(map) : value);
  }

  @SuppressWarnings("unchecked") // of JSON
  private Map<String, Object> once(Map<?, ?> map) {
    if (map.isEmpty()) {
      return Map.of();
    }
    var tree = (Map<String, Object>) map;
    Map<String, Object> before = met.get(tree);
    if (before != null) {
      return before;
    }
    within(tree);
    met.put(tree, tree);
    return tree;
  }
}
